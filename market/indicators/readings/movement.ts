/** Last and last but one; null where there is none. */
export function lastTwo(values: readonly (number | null)[]): readonly [number | null, number | null] {
  return [values.at(-2) ?? null, values.at(-1) ?? null];
}

/** Bars in a row that a series has risen (above 0) or fallen (below 0) for, up to its end. */
export function run(values: readonly (number | null)[]): number {
  let count = 0;
  for (let i = values.length - 1; i > 0; i--) {
    const [now, before] = [values[i] ?? null, values[i - 1] ?? null];
    if (now === null || before === null || now === before) break;
    const step = now > before ? 1 : -1;
    if (count * step < 0) break;
    count += step;
  }
  return count;
}

/** `falling for 3 bars`, `rising`, `unchanged`. */
export function runText(values: readonly (number | null)[]): string {
  const count = run(values);
  if (count === 0) return "unchanged";
  const word = count > 0 ? "rising" : "falling";
  return Math.abs(count) === 1 ? word : `${word} for ${Math.abs(count)} bars`;
}

/** Where a series stands to another one, and whether it came there just now. */
export type Standing = "crossed above" | "crossed below" | "above" | "below" | "at";

/** @param level a series, or one number for all bars. Null where nobody knows. */
export function standing(
  values: readonly (number | null)[],
  level: readonly (number | null)[] | number,
): Standing | null {
  const levelAt = (place: -1 | -2) => (typeof level === "number" ? level : (level.at(place) ?? null));
  const now = side(values.at(-1) ?? null, levelAt(-1));
  if (now === null) return null;
  if (now === 0) return "at";
  const before = side(values.at(-2) ?? null, levelAt(-2));
  // One that only touched the other and turns back has not crossed it.
  const from = before === 0 ? cameFrom(values, level) : before;
  const word = now > 0 ? "above" : "below";
  return from === -now ? `crossed ${word}` : word;
}

/** The side a series was on before it touched the other at the last bar but one. */
function cameFrom(
  values: readonly (number | null)[],
  level: readonly (number | null)[] | number,
): number | null {
  for (let i = values.length - 3; i >= 0; i--) {
    const one = side(values[i] ?? null, typeof level === "number" ? level : (level[i] ?? null));
    if (one !== 0) return one;
  }
  return null;
}

function side(value: number | null, level: number | null): number | null {
  return value === null || level === null ? null : Math.sign(value - level);
}

/** Part of the numbers before the last one that are below it, in percent; null with fewer than `least`. */
export function percentile(values: readonly (number | null)[], least = 50): number | null {
  const last = values.at(-1) ?? null;
  const before = values.slice(0, -1).filter((value) => value !== null);
  if (last === null || before.length < least) return null;
  return (100 * before.filter((value) => value < last).length) / before.length;
}
