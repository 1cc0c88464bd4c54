import {
  type AnchoredState,
  anchoredInit,
  anchoredPeek,
  anchoredStep,
  neededFrom,
} from "../../../market/indicators/anchored.ts";
import type { Kernel, Parameters, Value } from "../../../market/indicators/kernel.ts";
import { TIMEFRAME_MS, type Timeframe } from "../../../market/time/timeframe.ts";
import { type BarSeries, diffSeries, indexAtOrAfter } from "../bar-series.ts";

type AnyKernel = Kernel<Parameters, object, Value>;

/** The values of one indicator beside a series that grows. */
export interface AnchoredLine {
  /**
   * A value for each bar, to the bit what the server tells; null in the warm-up, and where the bars that the value
   * rests on are not loaded. @param whole the series begins where the symbol's history does.
   */
  update(bars: BarSeries, whole: boolean): readonly (Value | null)[];
  /** First open time that must be loaded for the value at `openTime`. */
  neededFrom(openTime: number): number;
}

/** @throws RangeError on a parameter that is not allowed. */
export function anchoredLine(kernel: AnyKernel, parameters: Parameters, timeframe: Timeframe): AnchoredLine {
  let state = anchoredInit(kernel, parameters, timeframe);
  let before: BarSeries = [];
  let wasWhole = false;
  /** Bars that the state has taken in; the last one only when it is final. */
  let settled = 0;
  let values: (Value | null)[] = [];

  const needed = (openTime: number) => neededFrom(kernel, parameters, timeframe, openTime);

  const begin = () => {
    state = anchoredInit(kernel, parameters, timeframe);
    settled = 0;
    values = [];
  };

  return {
    neededFrom: needed,
    update(bars, whole) {
      const diff = diffSeries(before, bars);
      if (diff.kind === "same" && whole === wasWhole) return values;
      const redo = diff.kind === "all" || whole !== wasWhole || (diff.kind === "tail" && diff.from < settled);
      if (redo) begin();
      const first = whole ? 0 : firstKnown(bars, needed, TIMEFRAME_MS[timeframe]);
      const next = values.slice(0, settled);
      for (let index = settled; index < bars.length; index += 1) {
        const value = take(kernel, parameters, state, bars, index);
        if (isSettled(bars, index)) settled = index + 1;
        next.push(index < first ? null : value);
      }
      before = bars;
      wasWhole = whole;
      values = next;
      return values;
    },
  };
}

/** Only the newest bar can be one that still forms; a value after it rests on it as it is. */
function isSettled(bars: BarSeries, index: number): boolean {
  return index < bars.length - 1 || bars[index]?.final === true;
}

function take(
  kernel: AnyKernel,
  parameters: Parameters,
  state: AnchoredState,
  bars: BarSeries,
  index: number,
): Value | null {
  const bar = bars[index];
  if (bar === undefined) return null;
  return isSettled(bars, index)
    ? anchoredStep(kernel, parameters, state, bar)
    : anchoredPeek(kernel, parameters, state, bar);
}

/** Index of the first bar whose value rests on loaded bars alone. */
function firstKnown(bars: BarSeries, needed: (openTime: number) => number, lengthMs: number): number {
  const oldest = bars[0];
  const newest = bars.at(-1);
  if (oldest === undefined || newest === undefined || needed(newest.openTime) < oldest.openTime) {
    return bars.length;
  }
  // What is needed grows with the time asked about: halve the stretch of times until the first one is found.
  let low = oldest.openTime / lengthMs;
  let high = newest.openTime / lengthMs;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (needed(middle * lengthMs) < oldest.openTime) low = middle + 1;
    else high = middle;
  }
  return indexAtOrAfter(bars, low * lengthMs);
}
