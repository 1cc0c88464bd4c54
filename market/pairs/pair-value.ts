import type { EpochMs } from "../time/timeframe.ts";

/** Bars of a pair's window: the smallest, the largest, and where nothing was said. */
export const PAIR_WINDOW = { least: 20, most: 2_000, usual: 60 } as const;

/** What is measured of a window of joined bars; each can be missing for a reason. */
export const PAIR_MEASURES = [
  "hedgeRatio",
  "intercept",
  "kalmanHedgeRatio",
  "spread",
  "spreadDeviation",
  "zScore",
  "correlation",
  "beta",
  "halfLife",
] as const;
export type PairMeasure = (typeof PAIR_MEASURES)[number];

export const MISSING_REASONS = [
  /** The window is not full. */
  "too_few_bars",
  /** A symbol's price, or its return, was the same in the whole window. */
  "constant_prices",
  /** One price follows from the other: nothing is left that could spread. */
  "no_spread",
  /** The spread does not return to its mean: its AR(1) coefficient is not between 0 and 1. */
  "no_reversion",
] as const;
export type MissingReason = (typeof MISSING_REASONS)[number];

/** Why measures are null; empty where none is. */
export type Missing = Readonly<Partial<Record<PairMeasure, MissingReason>>>;

/**
 * A pair at one joined bar: a function of the window of joined bars that ends there, and of nothing else. Prices are
 * logarithms, y = ln price1 and x = ln price2; docs/spec/pairs.md has the formulas.
 */
export interface PairValue extends Readonly<Record<PairMeasure, number | null>> {
  readonly openTime: EpochMs;
  readonly closeTime: EpochMs;
  readonly final: boolean;
  /** The sum of the revisions of the bars in the window: a corrected bar raises it. */
  readonly revision: number;
  /** The symbol that had no bar at this time, whose last price was carried; null where both had one. */
  readonly carried: 1 | 2 | null;
  readonly price1: number;
  readonly price2: number;
  readonly missing: Missing;
}

/** The Engle-Granger test of a window: whether the spread is stationary. */
export interface Cointegration {
  /** The augmented Dickey-Fuller statistic of the spread. */
  readonly statistic: number;
  /** By MacKinnon's response surface (1994). */
  readonly pValue: number;
  /** MacKinnon's (2010), for this number of bars. */
  readonly criticalValues: { readonly "1%": number; readonly "5%": number; readonly "10%": number };
  /** Lagged differences, chosen by AIC. */
  readonly usedLag: number;
  readonly bars: number;
}

export const VERDICTS = ["cointegrated", "weak", "none", "unknown"] as const;
export type VerdictId = (typeof VERDICTS)[number];

/** What the window says of a pair, in one word and in plain English. */
export interface Verdict {
  readonly id: VerdictId;
  readonly text: string;
}

/** The newest value of a pair with all that is known of its window. */
export interface PairReading {
  readonly value: PairValue;
  /** Null where the window is not full, or one price follows from the other. */
  readonly cointegration: Cointegration | null;
  readonly verdict: Verdict;
}
