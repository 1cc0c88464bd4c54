import {
  addOutcomes,
  NO_OUTCOMES,
  type OutcomeSums,
  outcomesOf,
} from "../../../market/signals/performance.ts";
import { closingNotice } from "../closing-notice.ts";
import type { Command } from "../command.ts";
import { eachSeries } from "../each-series.ts";
import { UsageError } from "../failure.ts";
import { OUT_FLAGS, outputOf, writeTables } from "../output.ts";
import type { Series } from "../read-series.ts";
import { DATA_FLAGS, SYMBOL_FLAG } from "../series-files.ts";
import { DECISION_COLUMNS, EVENT_COLUMNS, SIGNAL_COLUMNS } from "../signal-columns.ts";
import { outcomeSums, runSignals, type SignalRun } from "../signal-run.ts";
import { type Table, tableOf } from "../table.ts";
import { percentText, textTable } from "../text-table.ts";

const FLAGS = {
  ...DATA_FLAGS,
  ...SYMBOL_FLAG,
  decisions: {
    takes: null,
    what: "a row a bar instead: BUY, SELL or HOLD, score, levels, every vote, reasons",
  },
  events: { takes: null, what: "a row an event instead: issued, targets touched, closed, expired" },
  ...OUT_FLAGS,
};

/** `signals`: the desk's signals of a series and what became of them. */
export const signals: Command<keyof typeof FLAGS> = {
  name: "signals",
  summary: "The desk's signals: a row each, with what became of it, and a summary that counts the losers.",
  about: [
    "The engine that decides live decides here, without a model's predictions; docs/spec/signals.md has its rules. Of bars it",
    "is not known what came first: the stop counts before the targets. Returns are of the whole trade, after costs of 0.24 %.",
    "The summary is printed, on standard error where the rows are printed themselves. Nothing of it is investment advice.",
  ],
  flags: FLAGS,
  examples: [
    "--data klines/BTCUSDT_1h.csv.gz --out signals.csv",
    "--data klines/BTCUSDT_1h.csv.gz --decisions --from 2024-01-20 --to 2024-01-21 --format ndjson",
    "--data klines --timeframe 1h --events --out events.parquet",
  ],
  async run(given, world) {
    if (given.has("decisions") && given.has("events"))
      throw new UsageError("--decisions and --events are two commands.");
    const output = outputOf(given, world);
    const rowsOf = given.has("decisions") ? decisionTable : given.has("events") ? eventTable : signalTable;
    const summary: { readonly name: string; readonly sums: OutcomeSums }[] = [];
    const tables = async function* () {
      for await (const series of eachSeries(given, given.list("symbol"), world)) {
        const run = runSignals(series);
        summary.push({ name: `${series.symbol} ${series.timeframe}`, sums: outcomeSums(run.signals) });
        yield rowsOf(series, run);
      }
    };
    await writeTables(tables(), output, world);
    await closingNotice(summaryText(summary), output, world);
  },
};

const signalTable = (series: Series, run: SignalRun): Table => tableOf(series, SIGNAL_COLUMNS, run.signals);
const eventTable = (series: Series, run: SignalRun): Table => tableOf(series, EVENT_COLUMNS, run.events);
const decisionTable = (series: Series, run: SignalRun): Table =>
  tableOf(series, DECISION_COLUMNS, run.decisions);

function summaryText(summary: readonly { readonly name: string; readonly sums: OutcomeSums }[]): string {
  const total = summary.reduce((sums, one) => addOutcomes(sums, one.sums), NO_OUTCOMES);
  const lines = summary.length > 1 ? [...summary, { name: "all", sums: total }] : summary;
  const header = [
    "",
    "issued",
    "won",
    "lost",
    "running",
    "target 1",
    "stopped",
    "win rate",
    "95 %",
    "mean return",
  ];
  const rows = lines.map(({ name, sums }) => {
    const told = outcomesOf(sums);
    const { winRateLow: low, winRateHigh: high } = told;
    return [
      name,
      ...[told.issued, told.winners, told.losers, told.active, told.target1, told.stopped].map(String),
      percentText(told.winRate, 1),
      low === null || high === null ? "–" : `${percentText(low, 1)} to ${percentText(high, 1)}`,
      percentText(told.meanReturn),
    ];
  });
  return `${textTable([header, ...rows])}\nReturns are after costs. Not investment advice.`;
}
