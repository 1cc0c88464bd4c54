import { chosenGreater, chosenLesser } from "./chosen.ts";

/** The highest and the lowest number of the last `period` bars, NaN until there are so many. */
export interface RangeColumns {
  readonly highest: Float64Array;
  readonly lowest: Float64Array;
}

/** The extremes of a block from each of its places to its end. */
interface Tails {
  high: Float64Array;
  low: Float64Array;
}

/** Numbers of two blocks are near each other where the highest is less than so many times the lowest. */
const NEAR = 1.99;

/**
 * `pushRange` over columns, no low above its high, of which the first `begin` numbers are left out: blocks as long as the window (van Herk,
 * Gil and Werman), of each the extremes up to every place, and from every place on, in one pass.
 *
 * Whether a number is a new extreme no processor can foresee, and a guess that fails costs more than all the rest. So
 * the greater of a and b is taken as b + (|a − b| + (a − b)) / 2: exact where neither is more than twice the other, as
 * then a − b is (Sterbenz). Blocks that are not near enough are done again by comparisons; what rounding does to
 * extremes is far less than what NEAR leaves.
 */
export function rangeColumns(
  highs: Float64Array,
  lows: Float64Array,
  period: number,
  begin = 0,
): RangeColumns {
  const length = highs.length;
  const out = { highest: new Float64Array(length), lowest: new Float64Array(length) };
  const { highest, lowest } = out;
  const first = { high: highs[begin] ?? 0, low: lows[begin] ?? 0 };
  let before = tailsOf(period, first.high, first.low);
  let after = tailsOf(period, first.high, first.low);
  for (let start = begin; start < length; start += period) {
    const end = Math.min(start + period, length);
    const { high: highsBefore, low: lowsBefore } = before;
    const { high: highsAfter, low: lowsAfter } = after;
    let high = highs[start] ?? 0;
    let low = lows[start] ?? 0;
    let tailHigh = highs[end - 1] ?? 0;
    let tailLow = lows[end - 1] ?? 0;
    const top = highsBefore[1] ?? high;
    const bottom = lowsBefore[1] ?? low;
    // The window that ends with the block is the block.
    highsBefore[period] = high;
    lowsBefore[period] = low;
    for (let at = start, back = end - 1, i = 1; at < end; at++, back--, i++) {
      high = greater(highs[at] ?? 0, high);
      low = lesser(lows[at] ?? 0, low);
      tailHigh = greater(highs[back] ?? 0, tailHigh);
      tailLow = lesser(lows[back] ?? 0, tailLow);
      highsAfter[back - start] = tailHigh;
      lowsAfter[back - start] = tailLow;
      highest[at] = greater(highsBefore[i] ?? 0, high);
      lowest[at] = lesser(lowsBefore[i] ?? 0, low);
    }
    const isNear = high < NEAR * low && top < NEAR * bottom && high < NEAR * bottom && top < NEAR * low;
    if (!isNear) compareBlock({ highs, lows, out, before, after, start, end });
    [before, after] = [after, before];
  }
  highest.fill(Number.NaN, 0, begin + period - 1);
  lowest.fill(Number.NaN, 0, begin + period - 1);
  return out;
}

function tailsOf(period: number, high: number, low: number): Tails {
  return { high: new Float64Array(period + 1).fill(high), low: new Float64Array(period + 1).fill(low) };
}

function greater(a: number, b: number): number {
  const apart = a - b;
  return b + (Math.abs(apart) + apart) * 0.5;
}

function lesser(a: number, b: number): number {
  const apart = a - b;
  return b - (Math.abs(apart) - apart) * 0.5;
}

interface Block {
  readonly highs: Float64Array;
  readonly lows: Float64Array;
  readonly out: RangeColumns;
  readonly before: Tails;
  readonly after: Tails;
  readonly start: number;
  readonly end: number;
}

/** A block of any numbers. */
function compareBlock({ highs, lows, out, before, after, start, end }: Block): void {
  const { highest, lowest } = out;
  const { high: highsBefore, low: lowsBefore } = before;
  const { high: highsAfter, low: lowsAfter } = after;
  let high = highs[start] ?? 0;
  let low = lows[start] ?? 0;
  let tailHigh = highs[end - 1] ?? 0;
  let tailLow = lows[end - 1] ?? 0;
  for (let at = start, back = end - 1, i = 1; at < end; at++, back--, i++) {
    high = chosenGreater(highs[at] ?? 0, high);
    low = chosenLesser(lows[at] ?? 0, low);
    tailHigh = chosenGreater(highs[back] ?? 0, tailHigh);
    tailLow = chosenLesser(lows[back] ?? 0, tailLow);
    highsAfter[back - start] = tailHigh;
    lowsAfter[back - start] = tailLow;
    highest[at] = chosenGreater(highsBefore[i] ?? 0, high);
    lowest[at] = chosenLesser(lowsBefore[i] ?? 0, low);
  }
}
