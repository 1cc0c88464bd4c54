/** The series differenced `times` times: as many numbers shorter. */
export function differenced(series: Float64Array, times: number): Float64Array {
  let found = series;
  for (let d = 0; d < times; d++) {
    const before = found;
    found = before.subarray(1).map((value, i) => value - (before[i] ?? 0));
  }
  return found;
}
