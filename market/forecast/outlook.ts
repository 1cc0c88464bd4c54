/** The levels of a forecast's quantiles: 95 % and 80 % intervals around the median. */
export const QUANTILE_LEVELS = [0.025, 0.1, 0.5, 0.9, 0.975] as const;

/** Log returns from the last close to the horizon's, at `QUANTILE_LEVELS`; never falling. */
export type Quantiles = readonly [number, number, number, number, number];

/** Chances of down, neutral and up over the next five bars; each in [0, 1], their sum 1. */
export type Probabilities = readonly [down: number, neutral: number, up: number];

/** Classes as they are served, in the order of `Probabilities`. */
export const CLASSES = [-1, 0, 1] as const;
export type DirectionClass = (typeof CLASSES)[number];

/** What a model says of one horizon; null where it does not say it. */
export interface HorizonOutlook {
  /** In bars. */
  readonly horizon: number;
  readonly quantiles: Quantiles | null;
  /** Expected sum of the horizon's Garman-Klass variances, of log returns: at least `VARIANCE_FLOOR` a bar. */
  readonly variance: number | null;
}

/** What one model says of a series at a bar. */
export interface Outlook {
  /** In the order of `horizonsOf`. */
  readonly horizons: readonly HorizonOutlook[];
  readonly probabilities: Probabilities | null;
}

/** The least variance of a bar: a flat bar is not without risk. */
export const VARIANCE_FLOOR = 1e-8;

/** Why another model answered than the one that was asked for, or why an output is absent. */
export const FALLBACK_REASONS = [
  "missing",
  "hash_mismatch",
  "failed",
  "short_history",
  "stale_data",
  "withdrawn",
  "unsupported_timeframe",
] as const;
export type FallbackReason = (typeof FALLBACK_REASONS)[number];
