import { type ArmaModel, stateSpaceOf } from "./arma.ts";
import { stepCovariance } from "./likelihood.ts";
import { stationaryCovariance } from "./stationary-covariance.ts";

/** What the filter knows before the next number of a series; plain data. */
export interface FilterState {
  /** The expected state less the mean's part, and its covariance over σ², row by row. */
  readonly state: readonly number[];
  readonly covariance: readonly number[];
}

/** Of a stationary model. @throws RangeError where it is not. */
export function initFilter({ ar, ma }: ArmaModel): FilterState {
  const space = stateSpaceOf(ar, ma);
  const covariance = stationaryCovariance(space);
  if (covariance === null) throw new RangeError("no stationary state: the AR part has a unit root");
  return { state: Array.from({ length: space.size }, () => 0), covariance: [...covariance] };
}

/** The state after one more number. The Kalman filter of `innovationSums`, a step at a time. */
export function stepFilter({ ar, ma, mean }: ArmaModel, before: FilterState, value: number): FilterState {
  const { size: r, ar: phi, shock } = stateSpaceOf(ar, ma);
  const p = Float64Array.from(before.covariance);
  const f = p[0] ?? 0;
  const gain = Float64Array.from({ length: r }, (_, i) => (i + 1 < r ? (p[i + 1] ?? 0) / f : 0));
  const w = value - mean;
  const v = w - (before.state[0] ?? 0);
  const state = before.state.map(
    (_, i) => (before.state[i + 1] ?? 0) + (phi[i] ?? 0) * w + (gain[i] ?? 0) * v,
  );
  stepCovariance(p, shock, gain, f);
  return { state, covariance: [...p] };
}

/** The state after a whole series. */
export function runFilter(model: ArmaModel, series: Iterable<number>): FilterState {
  let state = initFilter(model);
  for (const value of series) state = stepFilter(model, state, value);
  return state;
}
