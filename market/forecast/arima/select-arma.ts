import { type ArmaFit, ArmaFitter, type ArmaOrder } from "./fit-arma.ts";
import { hasRootsBeyond } from "./partial.ts";

export interface SelectedArma extends ArmaFit {
  readonly hasMean: boolean;
  /** Akaike's criterion with its correction for small samples, of the differenced series. */
  readonly aicc: number;
}

const MOST = 5;
/** Roots nearer to the unit circle make a model one of too many differences, or too few. */
const LEAST_ROOT = 1.001;
/** After so many evaluations of the likelihood no further order is tried. */
const MOST_EVALUATIONS = 20_000;

/** The first models, in Hyndman & Khandakar's order. */
const FIRST = [
  [2, 2],
  [0, 0],
  [1, 0],
  [0, 1],
] as const;
/** Where the search looks next, around the best so far. */
const AROUND = [
  [-1, 0],
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, -1],
  [1, 1],
  [-1, 1],
  [1, -1],
] as const;

/**
 * The order of the least AICc that a stepwise search finds (Hyndman & Khandakar 2008): from four first models to better
 * neighbours of the best, until there is none. The level of a log price means nothing (it is the unit's), so with d = 0
 * there is always a mean; with d = 1 where it lowers AICc; with d = 2 never. Null where no model has a likelihood.
 */
export function selectArma(series: Float64Array, d: number): SelectedArma | null {
  const fitter = new ArmaFitter(series);
  const seen = new Set<string>();
  let best: SelectedArma | null = null;
  const isBetter = (order: ArmaOrder): boolean => {
    const key = JSON.stringify(order);
    if (seen.has(key) || fitter.evaluations > MOST_EVALUATIONS) return false;
    seen.add(key);
    const fit = fitter.fit(order, best === null ? [] : [best]);
    if (fit === null || !isWellInside(fit)) return false;
    const aicc = correctedAkaike(fit.logLikelihood, order, series.length);
    if (best !== null && !(aicc < best.aicc)) return false;
    best = { ...fit, hasMean: order.hasMean, aicc };
    return true;
  };
  const means = d === 0 ? [true] : d === 1 ? [true, false] : [false];
  for (const [p, q] of FIRST) isBetter({ p, q, hasMean: d < 2 });
  if (d === 1) isBetter({ p: 0, q: 0, hasMean: false });
  while (best !== null && neighbours(best, means).some(isBetter));
  return best === null ? null : polished(fitter, best);
}

/** The same order, fitted as well as can be. */
function polished(fitter: ArmaFitter, best: SelectedArma): SelectedArma {
  const { ar, ma, hasMean } = best;
  const fit = fitter.fitWidely({ p: ar.length, q: ma.length, hasMean }, [best]);
  if (fit === null || !isWellInside(fit) || fit.logLikelihood <= best.logLikelihood) return best;
  return { ...fit, hasMean, aicc: best.aicc - 2 * (fit.logLikelihood - best.logLikelihood) };
}

function neighbours({ ar, ma, hasMean }: SelectedArma, means: readonly boolean[]): ArmaOrder[] {
  const [p, q] = [ar.length, ma.length];
  const around = AROUND.map(([dp, dq]) => ({ p: p + dp, q: q + dq, hasMean }));
  const inside = around.filter((order) => [order.p, order.q].every((k) => k >= 0 && k <= MOST));
  return means.includes(!hasMean) ? [...inside, { p, q, hasMean: !hasMean }] : inside;
}

function isWellInside({ ar, ma }: ArmaFit): boolean {
  const negated = ma.map((c) => -c);
  return hasRootsBeyond(ar, LEAST_ROOT) && hasRootsBeyond(negated, LEAST_ROOT);
}

function correctedAkaike(logLikelihood: number, { p, q, hasMean }: ArmaOrder, n: number): number {
  // With the variance.
  const k = p + q + (hasMean ? 1 : 0) + 1;
  return -2 * logLikelihood + 2 * k + (2 * k * (k + 1)) / (n - k - 1);
}
