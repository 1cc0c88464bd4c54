import type { EpochMs, Timeframe } from "../time/timeframe.ts";
import type { ModelId } from "./model-id.ts";
import type { DirectionClass, FallbackReason, Probabilities, Quantiles } from "./outlook.ts";

/** Five prices, at `QUANTILE_LEVELS`. */
export type PriceQuantiles = readonly [number, number, number, number, number];

/** The two ends of an interval, as prices. */
export interface PriceInterval {
  readonly low: number;
  readonly high: number;
}

/** By how much rolling conformal has widened (or narrowed) the intervals, and from how many scored forecasts it knows. */
export interface ConformalFactors {
  readonly n: number;
  /** Of the distances between the median and the ends of the interval; exactly 1 below `CONFORMAL_LEAST`. */
  readonly factor80: number;
  readonly factor95: number;
}

/** What is said of one horizon. Quantiles and all that derives from them are null together. */
export interface HorizonForecast {
  /** In bars. */
  readonly horizon: number;
  /** When it will be known: the close of the bar it is about, ms; `issuedAt` + horizon x timeframe. */
  readonly targetTime: EpochMs;
  /** Log returns from the close, as the model said them, before conformal. What conformal learns from when scored. */
  readonly base: Quantiles | null;
  /** Log returns from the close, as served. */
  readonly quantiles: Quantiles | null;
  /** `close` x exp of `quantiles`. */
  readonly prices: PriceQuantiles | null;
  readonly interval80: PriceInterval | null;
  readonly interval95: PriceInterval | null;
  /** Expected sum of the horizon's Garman-Klass variances, of log returns; null where the model says none. */
  readonly variance: number | null;
  /** Its root: of the whole horizon, not of a bar or a year. */
  readonly volatility: number | null;
  readonly conformal: ConformalFactors;
}

/** How sure a call is: above .75, above .60, or less. */
export const CONFIDENCE_LEVELS = ["low", "medium", "high"] as const;
export type ConfidenceLevel = (typeof CONFIDENCE_LEVELS)[number];

/** The call of down, neutral or up over `DIRECTION_HORIZON` bars. */
export interface DirectionCall {
  readonly class: DirectionClass;
  /** The largest of the probabilities. */
  readonly confidence: number;
  readonly level: ConfidenceLevel;
}

/** An output that the one who answered does not give. */
export interface AbsentOutput {
  readonly output: "quantiles" | "variance" | "probabilities" | "call";
  readonly why: string;
}

/** Who made the ensemble's answer; weights of the direction, each output's sums to 1. */
export interface Members {
  readonly used: readonly {
    readonly model: ModelId;
    /** By horizon, in their order; 0 where it has no say. */
    readonly quantileWeights: readonly number[];
    readonly varianceWeights: readonly number[];
    readonly directionWeight: number;
    /** Its inputs have drifted: it counts half. */
    readonly halved: boolean;
  }[];
  /** Those the manifest gives a weight, and that had nothing to say: the others share it. */
  readonly missing: readonly { readonly model: ModelId; readonly reason: FallbackReason }[];
}

/** What is served for one symbol, timeframe and model at one final bar. */
export interface Forecast {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** The model that was asked for, and the one that answered. */
  readonly requested: ModelId;
  readonly servedBy: ModelId;
  /** Why another one answered; null where it is the one that was asked for. */
  readonly fallbackReason: FallbackReason | null;
  readonly fallbackDetail: string | null;
  /** Of the one that answered: a file's version, the manifest's of an ensemble, `BASELINE_VERSION` of a baseline. */
  readonly version: string;
  /** The last final bar's open time, when it closed (open time + timeframe), and its close. */
  readonly openTime: EpochMs;
  readonly issuedAt: EpochMs;
  readonly close: number;
  /** In the order of `horizonsOf`. */
  readonly horizons: readonly HorizonForecast[];
  /** Over `DIRECTION_HORIZON` bars. */
  readonly probabilities: Probabilities | null;
  readonly call: DirectionCall | null;
  readonly absent: readonly AbsentOutput[];
  /** Null of all but `ml_ensemble`. */
  readonly members: Members | null;
}

/** What all baselines are called until one of them computes something else. */
export const BASELINE_VERSION = "baseline-1";
