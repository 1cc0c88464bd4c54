/** ln 2 in two parts: whole multiples of the first, up to 2^20, are exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
/** The series' last power: the next term is below half a unit in the last place for rests in [-ln 2 / 2, ln 2 / 2]. */
const LAST_TERM = 14;

/**
 * e^x by arithmetic that every engine rounds alike: `Math.exp` differs in its last bit between Workers, Node and
 * browsers, and a forecast must not. Right to about one unit in the last place; 0 and Infinity beyond what numbers hold.
 */
export function exponential(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019411) return 0;
  // x = powers · ln 2 + (high − low)
  const powers = Math.round(x * Math.LOG2E);
  const high = x - powers * LN2_HIGH;
  const low = powers * LN2_LOW;
  const rest = high - low;
  // Of e^rest − 1 all but its first term, rest: it alone carries the low part's error.
  let series = 0;
  for (let term = LAST_TERM; term >= 2; term -= 1) series = (rest / term) * (1 + series);
  const lost = high - rest - low;
  const value = 1 + (rest + (rest * series + lost));
  // In two steps: 2^1024 and 2^-1075 are no numbers themselves.
  const half = Math.trunc(powers / 2);
  return value * 2 ** half * 2 ** (powers - half);
}
