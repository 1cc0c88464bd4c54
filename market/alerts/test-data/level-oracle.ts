import type { LevelOperator } from "../level.ts";

/**
 * Which values of a series make a level fire, by its definition and over the whole past each time: no state, nothing of
 * the code under test. Values, threshold and hysteresis are whole numbers.
 */
export function firingIndexes(
  values: readonly number[],
  operator: LevelOperator,
  threshold: number,
  hysteresis: number,
  immediate = false,
): number[] {
  const fired: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (operator === "crosses" ? crosses(values, i, threshold, hysteresis) : becomes(i)) fired.push(i);
  }
  return fired;

  function isTrue(i: number): boolean {
    const value = values[i] ?? Number.NaN;
    return operator === "above" ? value > threshold : value < threshold;
  }

  /** True now, and since the value was last true it has once gone back by the hysteresis (or never was true). */
  function becomes(i: number): boolean {
    if (!isTrue(i)) return false;
    const before = values.slice(0, i);
    const lastTrue = before.findLastIndex((_, j) => isTrue(j));
    if (i === 0) return immediate;
    const firstTrue = before.findIndex((_, j) => isTrue(j));
    if (firstTrue < 0) return true;
    // Every time that it was true without counting it also had to go back: what matters is the time since it counted,
    // or since the first value where that was true.
    const since = Math.max(fired.at(-1) ?? -1, isTrue(0) ? 0 : -1);
    if (lastTrue < since) return true;
    return before
      .slice(since + 1)
      .some((value) =>
        operator === "above" ? value <= threshold - hysteresis : value >= threshold + hysteresis,
      );
  }
}

/** On the other side than the last value that was on a side; and away from the threshold since the last crossing. */
function crosses(values: readonly number[], i: number, threshold: number, hysteresis: number): boolean {
  const side = (j: number) => Math.sign((values[j] ?? threshold) - threshold);
  const isCrossing = (j: number) => {
    if (side(j) === 0) return false;
    for (let k = j - 1; k >= 0; k--) if (side(k) !== 0) return side(k) !== side(j);
    return false;
  };
  if (!isCrossing(i)) return false;
  let last = -1;
  for (let j = 0; j < i; j++) if (isCrossing(j)) last = j;
  if (last < 0) return true;
  for (let j = last; j < i; j++)
    if (Math.abs((values[j] ?? threshold) - threshold) >= hysteresis) return true;
  return false;
}
