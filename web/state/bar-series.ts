import type { ViewBar } from "./wire.ts";

/** Bars of one symbol and timeframe: sorted by openTime, one a time. Unchanged bars keep their identity. */
export type BarSeries = readonly ViewBar[];

/** Bars of the stream, in its order: they are news, so a forming bar replaces a forming one. */
export function mergeLive(series: BarSeries, bars: BarSeries): BarSeries {
  return merge(series, bars, (bar, held) => supersedes(bar, held) || (!bar.final && !supersedes(held, bar)));
}

/** Bars of REST: an answer may be older than what the stream has said meanwhile, so it only adds or settles. */
export function mergeHistory(series: BarSeries, bars: BarSeries): BarSeries {
  return merge(series, bars, supersedes);
}

/** Whether `next` says more than `held` for certain: final over forming, a later revision over an earlier. */
function supersedes(next: ViewBar, held: ViewBar): boolean {
  if (next.final !== held.final) return next.final;
  return next.revision > held.revision;
}

function merge(
  series: BarSeries,
  bars: BarSeries,
  replaces: (bar: ViewBar, held: ViewBar) => boolean,
): BarSeries {
  let result: ViewBar[] | undefined;
  for (const bar of bars) {
    const current = result ?? series;
    const index = indexAtOrAfter(current, bar.openTime);
    const held = current[index];
    const same = held?.openTime === bar.openTime;
    if (same && (held === bar || !replaces(bar, held))) continue;
    result ??= series.slice();
    result.splice(index, same ? 1 : 0, bar);
  }
  return result ?? series;
}

/** Index of the first bar whose openTime is at or after `openTime`; the length when there is none. */
export function indexAtOrAfter(series: BarSeries, openTime: number): number {
  let low = 0;
  let high = series.length;
  const last = series[high - 1];
  if (last === undefined || last.openTime < openTime) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const bar = series[middle];
    if (bar !== undefined && bar.openTime < openTime) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The range (openTimes, inclusive) to ask REST for so that `later` joins the series without a hole:
 * from the last bar held, if it was still forming or if bars lie between. Null when they join.
 */
export function missingBefore(series: BarSeries, later: BarSeries, lengthMs: number): TimeRange | null {
  const first = later[0];
  if (first === undefined) return null;
  const last = series[indexAtOrAfter(series, first.openTime) - 1];
  if (last === undefined) return null;
  if (last.final && last.openTime + lengthMs >= first.openTime) return null;
  return { from: last.openTime, to: first.openTime - 1 };
}

/** What a chart that shows `before` must do to show `after`. */
export type SeriesDiff = { readonly kind: "same" | "all" } | { readonly kind: "tail"; readonly from: number };

/** Tells an update of the newest bars (`tail`, from that index on) from a change of history (`all`). */
export function diffSeries(before: BarSeries, after: BarSeries): SeriesDiff {
  if (before === after) return { kind: "same" };
  const settled = before.length - 1;
  if (settled < 0 || after.length < before.length) return { kind: "all" };
  for (let index = 0; index < settled; index += 1) {
    if (before[index] !== after[index]) return { kind: "all" };
  }
  if (before[settled]?.openTime !== after[settled]?.openTime) return { kind: "all" };
  const unchanged = before[settled] === after[settled];
  if (unchanged && after.length === before.length) return { kind: "same" };
  return { kind: "tail", from: unchanged ? settled + 1 : settled };
}

/** The series without its oldest bars once it holds more than `max`, so that a page left open stays small. */
export function bounded(series: BarSeries, max: number): BarSeries {
  return series.length <= max ? series : series.slice(series.length - Math.floor(max * 0.8));
}
