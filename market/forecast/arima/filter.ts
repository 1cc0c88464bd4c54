import { type ArmaModel, stateSpaceOf } from "./arma.ts";
import { stepCovariance, stepState } from "./innovations.ts";
import { stationaryCovariance } from "./stationary-covariance.ts";

/** What the filter knows before the next number of a series; plain data. */
export interface FilterState {
  /** The expected state, the mean's part left out, and its covariance over σ², row by row. */
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

/** The state after the next numbers of the series: the Kalman filter of `innovationsOf`, to where it stands. */
export function stepFilter(model: ArmaModel, before: FilterState, series: Iterable<number>): FilterState {
  const space = stateSpaceOf(model.ar, model.ma);
  const state = new Float64Array(space.size + 1);
  state.set(before.state);
  const covariance = Float64Array.from(before.covariance);
  const gain = new Float64Array(space.size);
  for (const value of series) {
    stepCovariance(covariance, space.shock, gain);
    stepState(state, space.ar, gain, value - model.mean);
  }
  return { state: [...state.subarray(0, -1)], covariance: [...covariance] };
}

/** The state after a whole series. @throws RangeError where the model is not stationary. */
export function runFilter(model: ArmaModel, series: Iterable<number>): FilterState {
  return stepFilter(model, initFilter(model), series);
}
