import { type Detection, PATTERN_IDS, type PatternId } from "../../../market/patterns/detection.ts";
import { initPatterns, stepPatterns } from "../../../market/patterns/pattern-engine.ts";
import type { Command } from "../command.ts";
import { eachSeries } from "../each-series.ts";
import { UsageError } from "../failure.ts";
import { choiceOf } from "../flags.ts";
import { OUT_FLAGS, outputOf, writeTables } from "../output.ts";
import type { Series } from "../read-series.ts";
import { DATA_FLAGS, SYMBOL_FLAG } from "../series-files.ts";
import { columnOf, tableOf } from "../table.ts";

const BIASES = ["bullish", "bearish", "neutral"] as const;
const FLAGS = {
  ...DATA_FLAGS,
  ...SYMBOL_FLAG,
  patterns: { takes: "LIST", what: "hammer,morningStar … (default: all 22)" },
  signal: { takes: BIASES.join("|"), what: "only these" },
  "min-strength": { takes: "N", what: "only from this strength on, 1 to 100" },
  anchored: {
    takes: null,
    what: "what the desk and REST tell of each bar, instead of TA-Lib's answer for the whole",
  },
  ...OUT_FLAGS,
};

const COLUMNS = [
  columnOf<Detection>("openTime", "time", ({ openTime }) => openTime),
  columnOf<Detection>("pattern", "text", ({ pattern }) => pattern),
  columnOf<Detection>("signal", "text", ({ signal }) => signal),
  columnOf<Detection>("strength", "number", ({ strength }) => strength),
  columnOf<Detection>("bars", "number", ({ bars }) => bars),
  columnOf<Detection>("description", "text", ({ description }) => description),
];

/** `patterns`: a row for each candlestick pattern that a bar completes. */
export const patterns: Command<keyof typeof FLAGS> = {
  name: "patterns",
  summary: "Candlestick patterns, a row for each that a bar completes.",
  about: [
    "Detection is TA-Lib's over the whole data, without a difference. Where a bar lies on a limit to the last bit, that answer",
    "depends on the rounding of all bars before; with --anchored it is what the desk and GET /api/patterns tell, which",
    "depends on the bar and the 22 before it alone (some 14 of 1,254,000 detections differ). Strength is 1 to 100 by a stated",
    "formula: docs/spec/patterns.md. A pattern says what prices did; it is no investment advice.",
  ],
  flags: FLAGS,
  examples: [
    "--data klines/BTCUSDT_1h.csv.gz --patterns hammer,bullishEngulfing --min-strength 40",
    "--data klines --timeframe 1h --signal bearish --out bearish.json",
  ],
  async run(given, world) {
    const wanted = given.list("patterns")?.map((text) => choiceOf(text, PATTERN_IDS, "--patterns"));
    const signal = given.choice("signal", BIASES);
    const least = given.number("min-strength") ?? 1;
    if (!(least >= 1 && least <= 100)) throw new UsageError("--min-strength is from 1 to 100.");
    const ids: ReadonlySet<PatternId> = new Set(wanted ?? PATTERN_IDS);
    const output = outputOf(given, world);
    const summing = given.has("anchored") ? "fresh" : "running";
    const tables = async function* () {
      for await (const series of eachSeries(given, given.list("symbol"), world)) {
        const rows = detectionsOf(series, summing).filter(
          (one) =>
            ids.has(one.pattern) && one.strength >= least && (signal === undefined || one.signal === signal),
        );
        yield tableOf(series, COLUMNS, rows);
      }
    };
    await writeTables(tables(), output, world);
  },
};

function detectionsOf({ bars, first }: Series, summing: "fresh" | "running"): Detection[] {
  const state = initPatterns(summing);
  return bars.flatMap((bar, i) => {
    const found = stepPatterns(state, bar);
    return i < first ? [] : found;
  });
}
