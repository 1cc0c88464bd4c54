import { closeTimeOf, type Timeframe } from "../time/timeframe.ts";
import { cointegration } from "./cointegration.ts";
import { halfLife } from "./half-life.ts";
import { type Line, leastSquaresLine } from "./hedge.ts";
import type { JoinedBar } from "./joined-bar.ts";
import { kalmanHedgeRatio } from "./kalman.ts";
import { type LogPrices, windowOf } from "./log-prices.ts";
import {
  type Missing,
  type MissingReason,
  PAIR_MEASURES,
  type PairMeasure,
  type PairReading,
  type PairValue,
} from "./pair-value.ts";
import { returnsTogether } from "./returns.ts";
import { verdictOf } from "./verdict.ts";

/** Where the residuals are so small a part of y, they are rounding. */
const ROUNDING = 1e-24;

/** Joined bars, their logarithms, and how a value is computed of them. */
export interface PairColumns {
  readonly bars: readonly JoinedBar[];
  readonly prices: LogPrices;
}

export interface PairWindow {
  readonly timeframe: Timeframe;
  readonly window: number;
}

/**
 * The value of a pair at the joined bar at `index`: of the `window` bars that end there. A function of their numbers
 * alone, so it is the same to the bit in a stream, a page, a file and after a restart.
 * @param final whether that bar is.
 */
export function pairAt(columns: PairColumns, index: number, about: PairWindow, final = true): PairValue {
  return measured(columns, index, about, final).value;
}

/** The same with the window's test and verdict. */
export function pairReading(
  columns: PairColumns,
  index: number,
  about: PairWindow,
  final = true,
): PairReading {
  const { value, prices, line } = measured(columns, index, about, final);
  const test = prices === undefined ? null : cointegration(prices, line);
  return { value, cointegration: test, verdict: verdictOf(value, test, about) };
}

interface Measured {
  readonly value: PairValue;
  /** Undefined where the window is not full. */
  readonly prices: LogPrices | undefined;
  readonly line: Line | null;
}

function measured(columns: PairColumns, index: number, about: PairWindow, final: boolean): Measured {
  const { window, timeframe } = about;
  const bar = columns.bars[index];
  if (bar === undefined) throw new RangeError(`no joined bar at ${index}`);
  const { openTime, carried, price1, price2 } = bar;
  const start = Math.max(0, index + 1 - window);
  let revision = 0;
  for (let i = start; i <= index; i++) revision += columns.bars[i]?.revision ?? 0;
  const closeTime = closeTimeOf(openTime, timeframe);
  const head = { openTime, closeTime, final, revision, carried, price1, price2 };
  if (index + 1 < window) {
    const { measures, missing } = noneOf(PAIR_MEASURES, "too_few_bars");
    return { value: { ...head, ...measures, missing }, prices: undefined, line: null };
  }
  const prices = windowOf(columns.prices, index + 1, window);
  const line = leastSquaresLine(prices);
  const { measures, missing } = measuresOf(prices, line);
  return { value: { ...head, ...measures, missing }, prices, line };
}

type Measures = Record<PairMeasure, number | null>;
interface Told {
  readonly measures: Measures;
  readonly missing: Missing;
}

function measuresOf(prices: LogPrices, line: Line | null): Told {
  if (line === null) return noneOf(PAIR_MEASURES, "constant_prices");
  const { correlation, beta } = returnsTogether(prices);
  const { slope, intercept, residuals, sse, syy } = line;
  const hasSpread = sse > ROUNDING * syy;
  const deviation = Math.sqrt(sse / (residuals.length - 1));
  const spread = residuals.at(-1) ?? 0;
  const measures: Measures = {
    hedgeRatio: slope,
    intercept,
    kalmanHedgeRatio: kalmanHedgeRatio(prices),
    spread: hasSpread ? spread : 0,
    spreadDeviation: hasSpread ? deviation : 0,
    // Least squares residuals have a mean of zero.
    zScore: hasSpread ? spread / deviation : null,
    correlation,
    beta,
    halfLife: hasSpread ? halfLife(residuals) : null,
  };
  const missing: Partial<Record<PairMeasure, MissingReason>> = {};
  for (const name of PAIR_MEASURES) {
    if (measures[name] === null) missing[name] = reasonOf(name, hasSpread);
  }
  return { measures, missing };
}

function reasonOf(name: PairMeasure, hasSpread: boolean): MissingReason {
  if (name === "correlation" || name === "beta") return "constant_prices";
  return hasSpread ? "no_reversion" : "no_spread";
}

function noneOf(names: readonly PairMeasure[], reason: MissingReason): Told {
  return {
    measures: {
      hedgeRatio: null,
      intercept: null,
      kalmanHedgeRatio: null,
      spread: null,
      spreadDeviation: null,
      zScore: null,
      correlation: null,
      beta: null,
      halfLife: null,
    },
    missing: Object.fromEntries(names.map((name) => [name, reason])),
  };
}
