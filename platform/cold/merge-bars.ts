import type { Bar } from "../../market/bars/bar.ts";

/** Two sorted lists of bars as one: every open time once, at the higher revision, on a tie that of `preferred`. */
export function mergeBars(other: readonly Bar[], preferred: readonly Bar[]): Bar[] {
  const merged: Bar[] = [];
  let i = 0;
  for (const bar of preferred) {
    let next = other[i];
    while (next !== undefined && next.openTime < bar.openTime) {
      merged.push(next);
      next = other[++i];
    }
    if (next?.openTime === bar.openTime) {
      merged.push(next.revision > bar.revision ? next : bar);
      i += 1;
    } else merged.push(bar);
  }
  return merged.concat(other.slice(i));
}
