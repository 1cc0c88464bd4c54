/**
 * An exact sum of doubles (Shewchuk 1997, as in Python's `fsum`): parts that do not overlap, smallest first, and
 * together are the sum without any error. So a number that was added can be taken away again without a trace.
 */
export interface ExactSum {
  readonly parts: number[];
}

export function exactSum(): ExactSum {
  return { parts: [] };
}

/** Adds a finite `x` in place. */
export function addTo({ parts }: ExactSum, x: number): void {
  let rest = x;
  let kept = 0;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? 0;
    const sum = rest + part;
    const virtual = sum - rest;
    // Knuth's two-sum: what `sum` lost by rounding, exactly, whichever of the two is greater.
    const lost = rest - (sum - virtual) + (part - virtual);
    if (lost !== 0) {
      parts[kept] = lost;
      kept += 1;
    }
    rest = sum;
  }
  if (rest !== 0) {
    parts[kept] = rest;
    kept += 1;
  }
  // Setting the length is slow, and mostly it stays.
  if (parts.length !== kept) parts.length = kept;
}

/** The double nearest to the sum; of two equally near ones the even. */
export function totalOf({ parts }: ExactSum): number {
  let i = parts.length - 1;
  let total = parts[i] ?? 0;
  while (i > 0) {
    i -= 1;
    const part = parts[i] ?? 0;
    const before = total;
    total = before + part;
    const lost = part - (total - before);
    if (lost === 0) continue;
    // Half way between two doubles `total` was rounded to even: what lies below decides instead.
    const below = i > 0 ? (parts[i - 1] ?? 0) : 0;
    if ((lost < 0 && below < 0) || (lost > 0 && below > 0)) {
      const doubled = lost * 2;
      const away = total + doubled;
      if (doubled === away - total) total = away;
    }
    break;
  }
  return total;
}
