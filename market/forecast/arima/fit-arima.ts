import type { ArmaModel } from "./arma.ts";
import { differenced } from "./difference.ts";
import { isExplosive } from "./explosive.ts";
import { KPSS_CRITICAL, kpssLevel } from "./kpss.ts";
import { logCloses } from "./log-closes.ts";
import { selectArma } from "./select-arma.ts";
import { isUnfit, type Unfit } from "./unfit.ts";

/** An ARIMA model of log closes: an ARMA model of their d-th differences. Plain data, to be stored. */
export interface FittedArima extends ArmaModel {
  readonly d: number;
  /** Whether the mean was fitted (with d = 1 it is the drift a bar); where not, it is 0. */
  readonly hasMean: boolean;
  readonly logLikelihood: number;
  readonly aicc: number;
  /** Closes that it was fitted on. */
  readonly n: number;
}

const MOST_DIFFERENCES = 2;
/** Standard deviations of returns below this are rounding, not a market. */
const LEAST_DEVIATION = 1e-10;
/** A fifth of the window may vary so many times as much as another. Recorded ones reach 240; across a hole of a year, 3e4. */
const MOST_UNEVEN = 1e5;
const PARTS = 5;

/**
 * Fits an ARIMA model to the last 500 closes ([FC-30] to [FC-35]): d by KPSS tests, p and q up to 5 and the constant by
 * Hyndman & Khandakar's (2008) stepwise search for the least AICc, each model by exact maximum likelihood.
 * Pure and deterministic; takes some tens of milliseconds, and a bounded number of evaluations.
 * @param closes oldest first; at least 100.
 * @returns a stationary, invertible model, or why there is none. Throws nothing.
 */
export function fitArima(closes: ArrayLike<number>): FittedArima | Unfit {
  const logs = logCloses(closes);
  if (isUnfit(logs)) return logs;
  const values = new Set(logs).size;
  if (values === 1) return { unfit: "constant", reason: "all closes are the same" };
  if (values === 2) return { unfit: "two_values", reason: "there are only two different closes" };
  if (isExplosive(logs))
    return {
      unfit: "explosive",
      reason: "the larger the log price, the faster it grows: no differences end that",
    };
  const d = differencesOf(logs);
  const series = differenced(logs, d);
  if (deviationOf(series) < LEAST_DEVIATION)
    return { unfit: "constant", reason: "closes go on by a rule that leaves nothing to chance" };
  if (d === MOST_DIFFERENCES && !(kpssLevel(series) <= KPSS_CRITICAL["1%"]))
    return {
      unfit: "explosive",
      reason: "closes accelerate: the differences of their differences keep no level",
    };
  if (isUneven(series))
    return {
      unfit: "uneven",
      reason: `one part of the window varies over ${MOST_UNEVEN} times as much as another: no one variance describes both`,
    };
  const selected = selectArma(series, d);
  if (selected === null) return { unfit: "constant", reason: "no model leaves anything to chance" };
  return { ...selected, d, n: logs.length };
}

/** The fewest differences whose level a KPSS test at 5 % does not deny; two at most ([FC-31]). */
function differencesOf(logs: Float64Array): number {
  for (let d = 0; d < MOST_DIFFERENCES; d++) {
    const series = differenced(logs, d);
    // Rounding around a constant has no level to test.
    if (deviationOf(series) < LEAST_DEVIATION || kpssLevel(series) <= KPSS_CRITICAL["5%"]) return d;
  }
  return MOST_DIFFERENCES;
}

function isUneven(series: Float64Array): boolean {
  const length = Math.floor(series.length / PARTS);
  const variances = Array.from({ length: PARTS }, (_, part) => {
    return deviationOf(series.subarray(part * length, (part + 1) * length)) ** 2;
  });
  return !(Math.max(...variances) <= MOST_UNEVEN * Math.min(...variances));
}

function deviationOf(series: Float64Array): number {
  const mean = series.reduce((sum, w) => sum + w, 0) / series.length;
  return Math.sqrt(series.reduce((sum, w) => sum + (w - mean) ** 2, 0) / series.length);
}
