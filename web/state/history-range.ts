import { TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";

/** The dates of a form, both as `2026-11-21`, both included. */
export interface DateRange {
  readonly from: string;
  readonly to: string;
}

const DAY_MS = 86_400_000;
/** How many bars the first stretch of a timeframe holds, about. */
const FIRST_BARS = 500;

/** The stretch to begin with: about 500 bars that end on the day of `now`. */
export function firstRange(timeframe: Timeframe, now: number): DateRange {
  const days = Math.max(1, Math.round((FIRST_BARS * TIMEFRAME_MS[timeframe]) / DAY_MS));
  return { from: dateOf(now - (days - 1) * DAY_MS), to: dateOf(now) };
}

/** The range in ms, from the first moment of `from` to the last of `to`, UTC; null where it is none. */
export function boundsOf({ from, to }: DateRange): { readonly from: number; readonly to: number } | null {
  const start = Date.parse(`${from}T00:00:00Z`);
  const end = Date.parse(`${to}T00:00:00Z`);
  if (Number.isNaN(start) || Number.isNaN(end) || start > end || start < 0) return null;
  return { from: start, to: end + DAY_MS - 1 };
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
