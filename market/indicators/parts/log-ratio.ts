/** The series' last power: the next term is below half a unit in the last place for ratios in [1/√2, √2]. */
const LAST_ODD = 23;

/**
 * ln(to / from) by arithmetic that every engine rounds alike: `Math.log` may differ in its last bit from one
 * browser to another, and features must not ([FEAT-3]). Of two positive finite numbers; right to about two units in
 * the last place, also for tiny returns: the ratio is never formed.
 */
export function logRatio(from: number, to: number): number {
  let top = to;
  let powers = 0;
  while (top > from * Math.SQRT2) {
    top /= 2;
    powers += 1;
  }
  while (top < from * Math.SQRT1_2) {
    top *= 2;
    powers -= 1;
  }
  // ln(b / a) = 2 artanh((b − a) / (b + a)) = 2 (s + s³/3 + s⁵/5 + …)
  const s = (top - from) / (top + from);
  const square = s * s;
  let series = 0;
  for (let odd = LAST_ODD; odd >= 3; odd -= 2) series = square * (series + 1 / odd);
  return powers * Math.LN2 + 2 * (s + s * series);
}
