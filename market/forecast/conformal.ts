import { exponential } from "../statistics/exponential.ts";
import type { ConformalFactors } from "./forecast.ts";
import type { Quantiles } from "./outlook.ts";

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

/** One miss or hit moves a factor's logarithm in steps of this over the horizon; chosen in docs/adr/0026. */
const STEP = 0.01;
/** A factor stays between a third and three. */
const MOST = Math.log(3);

/**
 * Takes one scored forecast into the state ([FC-77]): each interval, as it would be widened now, either held what came or
 * missed it, and its factor's logarithm moves by step x (miss − α), α being the share of misses it should have (Gibbs
 * and Candès, Adaptive Conformal Inference Under Distribution Shift, 2021, eq. 2, on a logarithmic scale). Over the
 * first n forecasts the share of misses is then within ln 3 / (step x n) of α, whatever the market does, as long as no
 * bound is met. The step is .01 over the horizon's bars, as so many forecasts in a row share most of what comes.
 *
 * @param base quantiles as the model said them, before conformal. @param y the log return that came.
 */
export function learnConformal(
  { n, ln80, ln95 }: ConformalState,
  horizon: number,
  base: Quantiles,
  y: number,
): ConformalState {
  const needed = neededFactors(base, y);
  const step = STEP / horizon;
  return {
    n: n + 1,
    ln80: moved(ln80, needed.of80, 0.2, step),
    ln95: moved(ln95, needed.of95, 0.05, step),
  };
}

/** By how much the intervals are widened now: 1 while fewer than `CONFORMAL_LEAST` forecasts are scored. */
export function conformalFactors({ n, ln80, ln95 }: ConformalState): ConformalFactors {
  if (n < CONFORMAL_LEAST) return { n, factor80: 1, factor95: 1 };
  return { n, factor80: exponential(ln80), factor95: exponential(ln95) };
}

/**
 * Each interval widened around the median, which stays ([FC-78]). Sorted quantiles stay sorted: where the outer interval
 * would lie within the inner one it takes that one's end. Factors of 1 give the same bits.
 */
export function widened(base: Quantiles, { factor80, factor95 }: ConformalFactors): Quantiles {
  const [low95, low80, median, high80, high95] = base;
  const inner = [around(median, low80, factor80), around(median, high80, factor80)] as const;
  return [
    Math.min(around(median, low95, factor95), inner[0]),
    inner[0],
    median,
    inner[1],
    Math.max(around(median, high95, factor95), inner[1]),
  ];
}

function around(median: number, end: number, factor: number): number {
  return factor === 1 ? end : median + factor * (end - median);
}

function moved(ln: number, needed: number, alpha: number, step: number): number {
  const miss = needed > exponential(ln) ? 1 : 0;
  return Math.min(MOST, Math.max(-MOST, ln + step * (miss - alpha)));
}

/** The least factors with which the two intervals would have held `y`. */
function neededFactors(
  [low95, low80, median, high80, high95]: Quantiles,
  y: number,
): { readonly of80: number; readonly of95: number } {
  const [of80, of95] = y < median ? [median - low80, median - low95] : [high80 - median, high95 - median];
  const distance = Math.abs(y - median);
  return { of80: distance === 0 ? 0 : distance / of80, of95: distance === 0 ? 0 : distance / of95 };
}
