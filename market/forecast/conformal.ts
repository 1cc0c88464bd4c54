/**
 * What rolling conformal keeps of one (model, timeframe, horizon, symbol): plain JSON ([FC-76]). Factors are kept as
 * natural logarithms.
 */
export interface ConformalState {
  /** Scored forecasts it has seen. */
  readonly n: number;
  readonly ln80: number;
  readonly ln95: number;
}

/** Fewer scored forecasts than this change nothing. */
export const CONFORMAL_LEAST = 100;

export const NO_CONFORMAL: ConformalState = { n: 0, ln80: 0, ln95: 0 };
