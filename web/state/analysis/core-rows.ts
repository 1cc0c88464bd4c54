import { OWN } from "../../../market/indicators/catalog/own.ts";
import { CORE_SET, type CoreIndicator } from "../../../market/indicators/core-set.ts";
import type { Value } from "../../../market/indicators/kernel.ts";
import { READING_BARS } from "../../../market/indicators/readings/reading.ts";
import { readingOf } from "../../../market/indicators/readings/readings.ts";
import { averageCross } from "../../../market/indicators/readings/trends.ts";
import { formatDecimal } from "../../format/decimal.ts";
import { formatShort } from "../../format/short.ts";
import { wordsOf } from "../../format/words.ts";
import { type BarSeries, indexAtOrAfter } from "../bar-series.ts";
import type { LiveBar } from "./analysis-wire.ts";
import { CORE_GROUPS } from "./core-groups.ts";
import type { CoreValuesAt } from "./core-page.ts";

/** An indicator in words. */
export interface ShownReading {
  readonly text: string;
  readonly bias: "bullish" | "bearish" | "neutral";
}

/** A row of the core set. */
export interface CoreRow {
  readonly key: string;
  /** `EMA 21`. */
  readonly title: string;
  /** How it is computed, in words and symbols. */
  readonly formula: string;
  /** By output; the name is empty where there is one. None while the indicator warms up. */
  readonly values: readonly { readonly name: string; readonly text: string }[];
  readonly reading: ShownReading | null;
}

export interface CoreGroup {
  readonly title: string;
  readonly rows: readonly CoreRow[];
}

const NAMES: Readonly<Record<string, string>> = {
  rsi: "RSI",
  macd: "MACD",
  ema9: "EMA",
  ema21: "EMA",
  ema50: "EMA",
  ema200: "EMA",
  sma20: "SMA",
  vwap: "VWAP",
  sessionVwap: "VWAP of the day",
  atr: "ATR",
  bollinger: "Bollinger",
  adx: "ADX",
  stochastic: "Stochastic",
  stochRsi: "Stochastic RSI",
  cci: "CCI",
  obv: "OBV",
  mfi: "MFI",
  williamsR: "Williams %R",
  roc: "Rate of change",
  supertrend: "Supertrend",
  ichimoku: "Ichimoku",
  keltner: "Keltner",
  donchian: "Donchian",
  psar: "Parabolic stop",
  realisedVolatility: "Volatility",
  relativeVolume: "Relative volume",
  obvSlope: "OBV slope",
};
const OUTPUTS: Readonly<Record<string, string>> = {
  macd: "",
  adx: "",
  line: "",
  plusDi: "+DI",
  minusDi: "−DI",
  k: "%K",
  d: "%D",
};
/** Outputs that are prices are written with a price's digits. */
const PRICES = new Set([
  ...["ema9", "ema21", "ema50", "ema200", "sma20", "vwap", "sessionVwap", "bollinger", "supertrend"],
  ...["ichimoku", "keltner", "donchian", "psar"],
]);

/** How values are written that are neither prices nor plain numbers: with their unit. */
const UNITS: Readonly<Record<string, (value: number) => string>> = {
  roc: (percent) => `${formatShort(percent)}%`,
  realisedVolatility: (ratio) => `${formatShort(ratio * 100)}% a bar`,
  relativeVolume: (ratio) => `${formatShort(ratio)}×`,
};

/** What the rows are made of. */
export interface CoreMoment {
  /** The bar that is told of. */
  readonly bar: LiveBar;
  /** Values of final bars before it, by open time. */
  readonly past: ReadonlyMap<number, CoreValuesAt>;
  readonly bars: BarSeries;
  /** Fractional digits of a price. */
  readonly digits: number;
}

/** The core set of a bar, in its groups, each with its reading. */
export function coreRows(moment: CoreMoment): CoreGroup[] {
  const recent = recentBars(moment);
  return CORE_GROUPS.map(({ title, keys }) => {
    const rows = keys.flatMap((key): CoreRow[] => {
      const core = CORE_SET.find((one) => one.key === key);
      return core === undefined ? [] : [rowOf(core, moment, recent)];
    });
    return { title, rows };
  });
}

/** What the averages of 50 and 200 bars say of one another; null while there is too little of them. */
export function crossReading(moment: CoreMoment): ShownReading | null {
  const recent = recentBars(moment);
  const column = (key: string) =>
    recent.map(({ openTime }) => {
      const value = valueIn(moment, key, openTime);
      return typeof value === "number" ? value : null;
    });
  return averageCross(column("ema50"), column("ema200"), ["EMA 50", "EMA 200"]);
}

/** The bars that a reading looks at, the one that is told of the last of them. */
function recentBars({ bar, bars }: CoreMoment): BarSeries {
  const end = indexAtOrAfter(bars, bar.openTime + 1);
  return bars.slice(Math.max(0, end - READING_BARS), end);
}

function valueIn({ bar, past }: CoreMoment, key: string, openTime: number): Value | null {
  const values = openTime === bar.openTime ? bar.values : past.get(openTime);
  return values?.[key] ?? null;
}

function rowOf({ key, kernel, parameters }: CoreIndicator, moment: CoreMoment, recent: BarSeries): CoreRow {
  const price = PRICES.has(key);
  const format = price ? (value: number) => formatDecimal(value, moment.digits) : (UNITS[key] ?? formatShort);
  const values = recent.map(({ openTime }) => valueIn(moment, key, openTime));
  const reading = readingOf(kernel.id, { values, bars: recent, parameters });
  return {
    key,
    title: [NAMES[key] ?? key, Object.values(parameters).join(", ")].join(" ").trim(),
    formula: OWN[kernel.id]?.formula ?? "",
    values: valuesOf(moment.bar.values[key] ?? null, format),
    reading: reading === null ? null : { text: withoutHead(reading.text), bias: reading.bias },
  };
}

/** Name and number stand in the row already: `RSI 72.4: overbought` is `Overbought` there. */
function withoutHead(text: string): string {
  const rest = text.replace(/^[^:]*: /, "");
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

function valuesOf(value: Value | null, format: (value: number) => string): CoreRow["values"] {
  if (value === null) return [];
  if (typeof value === "number") return [{ name: "", text: format(value) }];
  return Object.entries(value)
    .filter(([name]) => name !== "direction")
    .map(([name, part]) => ({ name: OUTPUTS[name] ?? wordsOf(name), text: format(part) }));
}
