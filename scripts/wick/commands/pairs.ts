import { correlationMatrix } from "../../../market/pairs/correlation-matrix.ts";
import { joinBars } from "../../../market/pairs/join.ts";
import type { Side } from "../../../market/pairs/joined-bar.ts";
import { pairReading } from "../../../market/pairs/pair-at.ts";
import { pairColumns, pairSeries } from "../../../market/pairs/pair-series.ts";
import { PAIR_WINDOW } from "../../../market/pairs/pair-value.ts";
import type { Timeframe } from "../../../market/time/timeframe.ts";
import { closingNotice } from "../closing-notice.ts";
import type { Command } from "../command.ts";
import { eachSeries } from "../each-series.ts";
import { DataError, UsageError } from "../failure.ts";
import type { Given } from "../flags.ts";
import { OUT_FLAGS, outputOf, writeTables } from "../output.ts";
import { MATRIX_COLUMNS, PAIR_COLUMNS, READING_COLUMNS } from "../pair-columns.ts";
import type { Series } from "../read-series.ts";
import { capitals, DATA_FLAGS } from "../series-files.ts";
import { type Table, tableOf } from "../table.ts";
import type { World } from "../world.ts";

const FLAGS = {
  ...DATA_FLAGS,
  symbols: { takes: "A,B", what: "the two symbols, or those of the matrix (default there: all)" },
  window: {
    takes: "BARS",
    what: `joined bars that a value is computed of, 20 to 2000 (${PAIR_WINDOW.usual})`,
  },
  cointegration: {
    takes: null,
    what: "with the test of every window: statistic, pValue, usedLag, verdict (slower)",
  },
  matrix: { takes: null, what: "correlations of the returns of every two symbols, over their newest window" },
  ...OUT_FLAGS,
};
type Name = keyof typeof FLAGS;

/** `pairs`: two symbols beside each other, or the correlations of many. */
export const pairs: Command<Name> = {
  name: "pairs",
  summary: "Two symbols beside each other: hedge ratio, spread, z-score, half-life, cointegration.",
  about: [
    "Bars of equal open time are joined; y is the logarithm of the first symbol's close, x of the second's. Each row is of the",
    "window of joined bars that ends with it, empty until there are enough; the column missing says why a measure is. The",
    "verdict of the last window is printed, on standard error where the rows are printed themselves. docs/spec/pairs.md has",
    "the formulas. A p-value of one window is weak evidence, and none of it is investment advice.",
  ],
  flags: FLAGS,
  examples: [
    "--data klines --timeframe 1h --symbols ETHUSDT,BTCUSDT --window 60 --out eth-btc.csv",
    "--data klines --timeframe 1h --matrix --window 240",
  ],
  async run(given, world) {
    const window = given.number("window") ?? PAIR_WINDOW.usual;
    if (!Number.isInteger(window) || window < PAIR_WINDOW.least || window > PAIR_WINDOW.most)
      throw new UsageError(`--window is a whole number from ${PAIR_WINDOW.least} to ${PAIR_WINDOW.most}.`);
    if (given.has("matrix")) await writeMatrix(given, window, world);
    else await writePair(given, window, world);
  },
};

async function writePair(given: Given<Name>, window: number, world: World): Promise<void> {
  const symbols = capitals(given.list("symbols"));
  if (symbols?.length !== 2 || symbols[0] === symbols[1])
    throw new UsageError("--symbols names two symbols: --symbols ETHUSDT,BTCUSDT.");
  const output = outputOf(given, world);
  const all = await seriesOfOneTimeframe(given, symbols, world);
  const [first, second] = symbols.map((symbol) => all.find((series) => series.symbol === symbol));
  if (first === undefined || second === undefined)
    throw new DataError(`The data do not have both ${symbols.join(" and ")}.`);
  const { timeframe } = first;
  const { bars } = joinBars(timeframe, sideOf(first), sideOf(second));
  const from = Math.max(...all.map((series) => series.bars[series.first]?.openTime ?? 0));
  const begin = bars.findIndex(({ openTime }) => openTime >= from);
  const about = { timeframe, window };
  if (begin < 0) throw new DataError(`${symbols.join(" and ")} have no bar in common there.`);
  const columns = pairColumns(bars);
  const named = { symbol: symbols.join("-"), timeframe };
  const table = given.has("cointegration")
    ? tableOf(
        named,
        READING_COLUMNS,
        bars.slice(begin).map((_, i) => pairReading(columns, begin + i, about)),
      )
    : tableOf(named, PAIR_COLUMNS, pairSeries(bars, about).slice(begin));
  await writeTables(only(table), output, world);
  await closingNotice(pairReading(columns, bars.length - 1, about).verdict.text, output, world);
}

async function writeMatrix(given: Given<Name>, window: number, world: World): Promise<void> {
  const output = outputOf(given, world);
  const all = await seriesOfOneTimeframe(given, given.list("symbols"), world);
  const timeframe = all[0]?.timeframe ?? "1h";
  const { correlations, bars } = correlationMatrix(timeframe, all.map(sideOf), window);
  const rows = all.flatMap((one, i) =>
    all.map((other, j) => ({
      ...{ symbol1: one.symbol, symbol2: other.symbol },
      ...{ correlation: correlations[i]?.[j] ?? null, bars: bars[i]?.[j] ?? 0 },
    })),
  );
  const table = tableOf({ symbol: "", timeframe }, MATRIX_COLUMNS, rows);
  // A row is of two symbols, which stand in it.
  const columns = table.columns.filter(({ name }) => name !== "symbol");
  await writeTables(only({ ...table, columns }), output, world);
}

/** @throws DataError where there are several timeframes: what is joined has one. */
async function seriesOfOneTimeframe(
  given: Given<Name>,
  symbols: readonly string[] | undefined,
  world: World,
): Promise<Series[]> {
  const all: Series[] = [];
  for await (const series of eachSeries(given, symbols, world)) all.push(series);
  const timeframes = new Set<Timeframe>(all.map(({ timeframe }) => timeframe));
  if (timeframes.size > 1)
    throw new UsageError(`The data have ${[...timeframes].join(", ")}: choose by --timeframe.`);
  return all;
}

/** What a file does not have will not come any more. */
function sideOf({ bars }: Series): Side {
  return {
    bars: bars.map(({ openTime, close }) => ({ openTime, close, revision: 0 })),
    clock: Number.POSITIVE_INFINITY,
  };
}

async function* only(table: Table): AsyncGenerator<Table> {
  yield table;
}
