import type { ArmaModel } from "./arma.ts";
import { hannanRissanen, roughShocks } from "./hannan-rissanen.ts";
import { innovationsOf } from "./innovations.ts";
import { leastSquaresFrom } from "./least-squares.ts";
import { type Concentrated, concentrated } from "./likelihood.ts";
import { freeOf, stationaryCoefficients } from "./partial.ts";
import { type StartingPoint, withPairedFactors, withRealFactors } from "./starts.ts";

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
const START_EDGE = 0.995;
const MAX_ITERATIONS = 60;
/** Of the sum of squares: with 500 numbers, 2.5e-4 of log-likelihood in a narrow search, 2.5e-7 in a wide one. */
const NARROW = 1e-6;
const WIDE = 1e-9;
/** So many steps are made from every start, before the best of them go on. */
const FIRST_ITERATIONS = 4;
const MOST_TO_GO_ON = 3;

interface Place {
  readonly point: Float64Array;
  readonly found: Concentrated;
}

/** Fits models of several orders to one series; what is the same for all is computed once. */
export class ArmaFitter {
  readonly #series: Float64Array;
  readonly #centre: number;
  readonly #centred: Float64Array;
  #shocks: Float64Array | undefined;
  #evaluations = 0;
  readonly #wide = new Map<string, ArmaFit | null>();

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
   * A maximum of the likelihood among stationary, invertible models of an order: the best that is found from Hannan &
   * Rissanen's estimate, from next to white noise, and from the models `near`. Null where there is none (the series
   * does not vary).
   */
  fit(order: ArmaOrder, near: readonly StartingPoint[] = []): ArmaFit | null {
    return this.#best(order, [...this.#roughStarts(order).slice(0, 2), ...near], NARROW);
  }

  /** The same, searched more widely: also from the best smaller models with a factor on both sides that cancels. */
  fitWidely(order: ArmaOrder, near: readonly StartingPoint[] = []): ArmaFit | null {
    const key = JSON.stringify(order);
    const before = this.#wide.get(key);
    if (before !== undefined) return before;
    const { p, q } = order;
    const smaller = (by: number) =>
      p < by || q < by ? null : this.fitWidely({ ...order, p: p - by, q: q - by });
    const [one, two] = [smaller(1), smaller(2)];
    const found = this.#best(
      order,
      [
        ...this.#roughStarts(order),
        ...near,
        ...(one === null ? [] : withRealFactors(one)),
        ...(two === null ? [] : withPairedFactors(two)),
      ],
      WIDE,
    );
    this.#wide.set(key, found);
    return found;
  }

  #best({ p, q, hasMean }: ArmaOrder, starts: readonly StartingPoint[], tolerance: number): ArmaFit | null {
    const climb = (from: Float64Array, maxIterations: number): Place[] => {
      const residuals = (free: Float64Array) => this.#at(free, p, hasMean)?.residuals ?? null;
      const end = leastSquaresFrom(residuals, from, { maxIterations, tolerance });
      const found = end === null ? null : this.#at(end.point, p, hasMean);
      return end === null || found === null ? [] : [{ point: end.point, found }];
    };
    const byLikelihood = (a: Place, b: Place) => b.found.logLikelihood - a.found.logLikelihood;
    const [best] = starts
      .flatMap(({ ar, ma }) => climb(join(ar, ma, p, q), FIRST_ITERATIONS))
      .sort(byLikelihood)
      .slice(0, MOST_TO_GO_ON)
      .flatMap(({ point }) => climb(point, MAX_ITERATIONS))
      .sort(byLikelihood);
    if (best === undefined) return null;
    const { ar, ma } = split(best.point, p);
    const { mean, variance, logLikelihood } = best.found;
    return { ar: [...ar], ma: [...ma], mean: hasMean ? mean + this.#centre : 0, variance, logLikelihood };
  }

  #at(free: Float64Array, p: number, hasMean: boolean): Concentrated | null {
    this.#evaluations += 1;
    const { ar, ma } = split(free, p);
    const innovations = innovationsOf(ar, ma, hasMean ? this.#centred : this.#series, hasMean);
    return innovations === null ? null : concentrated(innovations);
  }

  #roughStarts({ p, q }: ArmaOrder): StartingPoint[] {
    if (p + q === 0) return [{ ar: [], ma: [] }];
    this.#shocks ??= roughShocks(this.#centred);
    const rough = hannanRissanen(this.#centred, this.#shocks, p, q);
    // At white noise itself the two sides cancel, and there is no way to go.
    return [
      { ar: [...rough.ar], ma: [...rough.ma] },
      { ar: [0.1], ma: [] },
      { ar: [-0.1], ma: [] },
    ];
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
  const phi = Array.from({ length: p }, (_, i) => ar[i] ?? 0);
  const theta = Array.from({ length: q }, (_, i) => -(ma[i] ?? 0));
  free.set(freeOf(phi, START_EDGE));
  free.set(freeOf(theta, START_EDGE), p);
  return free;
}
