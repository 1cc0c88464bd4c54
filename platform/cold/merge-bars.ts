import type { Bar } from "../../market/bars/bar.ts";
import { precedenceOf } from "../../market/bars/precedence.ts";

/** Two sorted lists of bars as one: every open time once, at the higher precedence, on a tie that of `preferred`. */
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
      merged.push(precedenceOf(next) > precedenceOf(bar) ? next : bar);
      i += 1;
    } else merged.push(bar);
  }
  return merged.concat(other.slice(i));
}
