import type { ArmaModel } from "./arma.ts";
import { hannanRissanen, roughShocks } from "./hannan-rissanen.ts";
import { concentrated, innovationSums } from "./likelihood.ts";
import { minimise } from "./minimise.ts";
import { freeOf, stationaryCoefficients } from "./partial.ts";

/** An ARMA model fitted by exact maximum likelihood. */
export interface ArmaFit extends ArmaModel {
  readonly logLikelihood: number;
}

export interface ArmaOrder {
  readonly p: number;
  readonly q: number;
  readonly hasMean: boolean;
}

/** How near to the edge of stationarity a search may begin, as a partial autocorrelation. */
const START_EDGE = 0.97;
const MAX_ITERATIONS = 80;
const TOLERANCE = 1e-6;

/** Fits models of several orders to one series; what is the same for all is computed once. */
export class ArmaFitter {
  readonly #series: Float64Array;
  readonly #centre: number;
  readonly #centred: Float64Array;
  #shocks: Float64Array | undefined;
  #evaluations = 0;

  constructor(series: Float64Array) {
    this.#series = series;
    this.#centre = series.reduce((sum, w) => sum + w, 0) / series.length;
    this.#centred = series.map((w) => w - this.#centre);
  }

  /** Evaluations of the likelihood so far: what fitting costs. */
  get evaluations(): number {
    return this.#evaluations;
  }

  /**
   * The maximum of the likelihood among stationary, invertible models of an order: the best of the local ones that are
   * found from Hannan & Rissanen's estimate, from the models `near`, and from white noise. Null where the series has
   * none (it does not vary).
   */
  fit({ p, q, hasMean }: ArmaOrder, near: readonly ArmaModel[] = []): ArmaFit | null {
    const series = hasMean ? this.#centred : this.#series;
    const objective = (free: Float64Array) => {
      this.#evaluations += 1;
      return -(this.#best(free, p, hasMean, series)?.logLikelihood ?? Number.NEGATIVE_INFINITY);
    };
    let best: { point: Float64Array; value: number } | undefined;
    for (const start of this.#starts(p, q, near)) {
      const found = minimise(objective, start, {
        curvature: series.length,
        maxIterations: MAX_ITERATIONS,
        tolerance: TOLERANCE,
      });
      if (best === undefined || found.value < best.value) best = found;
    }
    if (best === undefined || !Number.isFinite(best.value)) return null;
    const { ar, ma } = split(best.point, p);
    const found = this.#best(best.point, p, hasMean, series);
    if (found === null) return null;
    const mean = hasMean ? found.mean + this.#centre : 0;
    return {
      ar: [...ar],
      ma: [...ma],
      mean,
      variance: found.variance,
      logLikelihood: found.logLikelihood,
    };
  }

  #best(free: Float64Array, p: number, hasMean: boolean, series: Float64Array) {
    const { ar, ma } = split(free, p);
    const sums = innovationSums(ar, ma, series, hasMean);
    return sums === null ? null : concentrated(sums, series.length, hasMean);
  }

  #starts(p: number, q: number, near: readonly ArmaModel[]): Float64Array[] {
    if (p + q === 0) return [new Float64Array(0)];
    this.#shocks ??= roughShocks(this.#centred);
    const rough = hannanRissanen(this.#centred, this.#shocks, p, q);
    return [rough, ...near].map(({ ar, ma }) => join(ar, ma, p, q));
  }
}

function split(free: Float64Array, p: number): { ar: Float64Array; ma: Float64Array } {
  return {
    ar: stationaryCoefficients(free.subarray(0, p)),
    ma: stationaryCoefficients(free.subarray(p)).map((c) => -c),
  };
}

function join(ar: ArrayLike<number>, ma: ArrayLike<number>, p: number, q: number): Float64Array {
  const free = new Float64Array(p + q);
  free.set(
    freeOf(
      Array.from({ length: p }, (_, i) => ar[i] ?? 0),
      START_EDGE,
    ),
  );
  free.set(
    freeOf(
      Array.from({ length: q }, (_, i) => -(ma[i] ?? 0)),
      START_EDGE,
    ),
    p,
  );
  return free;
}
