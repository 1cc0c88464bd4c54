import type { Bar } from "../bars/bar.ts";
import { precedenceOf } from "../bars/precedence.ts";

/**
 * One run of several, each oldest first with every open time at most once. The higher precedence of a bar wins; on
 * a tie that of the earlier run.
 */
export function mergeRuns(runs: readonly (readonly Bar[])[]): readonly Bar[] {
  return runs.reduce(mergeTwo, []);
}

function mergeTwo(first: readonly Bar[], second: readonly Bar[]): readonly Bar[] {
  if (first.length === 0) return second;
  if (second.length === 0) return first;
  const merged: Bar[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const a = first[i];
    const b = second[j];
    if (a === undefined) return merged.concat(second.slice(j));
    if (b === undefined) return merged.concat(first.slice(i));
    if (a.openTime === b.openTime) {
      merged.push(precedenceOf(b) > precedenceOf(a) ? b : a);
      i += 1;
      j += 1;
    } else if (a.openTime < b.openTime) {
      merged.push(a);
      i += 1;
    } else {
      merged.push(b);
      j += 1;
    }
  }
}
