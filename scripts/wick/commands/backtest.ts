import type { BacktestResult } from "../../../market/backtest/result.ts";
import { openBacktest } from "../../../market/backtest/run.ts";
import { equityTable, FILL_COLUMNS, TRADE_COLUMNS } from "../backtest-columns.ts";
import { settingsOf, TERM_FLAGS, termsOf } from "../backtest-settings.ts";
import type { Command } from "../command.ts";
import { eachSeries } from "../each-series.ts";
import { DataError } from "../failure.ts";
import { metricsText } from "../metrics-table.ts";
import { formatOf, OUT_FLAGS, writeTables } from "../output.ts";
import type { Series } from "../read-series.ts";
import { DATA_FLAGS, SYMBOL_FLAG } from "../series-files.ts";
import { type Table, tableOf } from "../table.ts";
import type { World } from "../world.ts";

const FLAGS = {
  ...DATA_FLAGS,
  ...SYMBOL_FLAG,
  ...TERM_FLAGS,
  trades: { takes: "FILE", what: "a row a trade: .csv .json .ndjson .parquet" },
  fills: { takes: "FILE", what: "a row a fill" },
  equity: { takes: "FILE", what: "the account at each close, beside buying and holding" },
  json: { takes: null, what: "print settings, metrics and notes as JSON, with every digit" },
  iso: OUT_FLAGS.iso,
};

/** Bars between two signs of life. */
const STEP = 20_000;

/** `backtest`: a strategy over past bars. */
export const backtest: Command<keyof typeof FLAGS> = {
  name: "backtest",
  summary: "A strategy over past bars: what it would have made, beside buying and holding.",
  about: [
    "The engine of the page and of POST /api/analysis/backtest: the same bars and terms give the same trades to the last digit.",
    "docs/spec/backtest.md says how orders are filled. Bars before --from warm up. Of several series each is a backtest of its",
    "own, and the files have all of them. The past of a price is no promise, and none of it is investment advice.",
  ],
  flags: FLAGS,
  examples: [
    "--data klines/BTCUSDT_1h.csv.gz --strategy sma-cross --parameters fast=20,slow=50 --fees-bps 10",
    "--data klines/BTCUSDT_1h.csv.gz --strategy signals --sides both --sizing risk=0.01 --trades trades.csv --equity equity.csv",
    "--data klines --timeframe 1h --strategy donchian-breakout --json",
  ],
  async run(given, world) {
    const terms = termsOf(given);
    const files = (["trades", "fills", "equity"] as const).flatMap((what) => {
      const path = given.text(what);
      return path === undefined ? [] : [{ what, path, format: formatOf(path, `--${what}`) }];
    });
    const isRanged = given.has("from");
    const results: BacktestResult[] = [];
    for await (const series of eachSeries(given, given.list("symbol"), world)) {
      const from = isRanged ? (series.bars[series.first]?.openTime ?? null) : null;
      results.push(run(series, settingsOf(terms, series.symbol, series.timeframe, from), world));
    }
    for (const { what, path, format } of files) {
      const tables = async function* () {
        for (const result of results) yield tableFor(what, result);
      };
      await writeTables(tables(), { path, format, iso: given.has("iso") }, world);
    }
    await world.write(`${given.has("json") ? jsonText(results) : results.map(metricsText).join("\n\n")}\n`);
  },
};

function run(series: Series, settings: BacktestResult["settings"], world: World): BacktestResult {
  const { symbol, timeframe } = settings;
  try {
    const open = openBacktest(series.bars, settings);
    for (let part = 0; part < 1; ) {
      part = open.advance(STEP);
      world.progress(`${symbol} ${timeframe}: ${Math.floor(part * 100)} %`);
    }
    return open.result();
  } catch (error) {
    if (error instanceof RangeError) throw new DataError(`${symbol} ${timeframe}: ${error.message}.`);
    throw error;
  }
}

function tableFor(what: "trades" | "fills" | "equity", result: BacktestResult): Table {
  if (what === "equity") return equityTable(result);
  if (what === "fills") return tableOf(result.settings, FILL_COLUMNS, result.fills);
  return tableOf(result.settings, TRADE_COLUMNS, result.trades);
}

function jsonText(results: readonly BacktestResult[]): string {
  const told = results.map(
    ({ settings, bars, warmUpBars, from, to, quantityStep, metrics, baseline, notes }) => ({
      ...{ settings, bars, warmUpBars, from, to, quantityStep, metrics },
      ...{ baseline: { metrics: baseline.metrics }, notes },
    }),
  );
  return JSON.stringify({ backtests: told }, null, 2);
}
