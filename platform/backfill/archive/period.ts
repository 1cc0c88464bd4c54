import type { Stretch } from "../../../market/backfill/stretch.ts";
import { type EpochMs, TIMEFRAME_MS, type Timeframe } from "../../../market/time/timeframe.ts";

const DAY_MS = TIMEFRAME_MS["1d"];

/** A file of the public archive: a month or a day of one series. */
export interface ArchivePeriod extends Stretch {
  /** Under the archive's address, without a leading slash. */
  readonly path: string;
}

/**
 * The archive's files that hold the bar at `from` and end no later than `to`: the month's, then the day's; none
 * where neither is over by then. `from` and `to` are open times.
 */
export function periodsAt(
  symbol: string,
  timeframe: Timeframe,
  from: EpochMs,
  to: EpochMs,
): readonly ArchivePeriod[] {
  const step = TIMEFRAME_MS[timeframe];
  const at = new Date(from);
  const month = Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1);
  const day = from - (from % DAY_MS);
  const named = at.toISOString();
  return [
    {
      from: month,
      to: endOfMonth(from) - step,
      path: pathOf("monthly", symbol, timeframe, named.slice(0, 7)),
    },
    { from: day, to: day + DAY_MS - step, path: pathOf("daily", symbol, timeframe, named.slice(0, 10)) },
  ].filter((period) => period.to <= to);
}

/** The first millisecond behind the UTC month of a time. */
export function endOfMonth(time: EpochMs): EpochMs {
  const at = new Date(time);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1);
}

function pathOf(kind: "monthly" | "daily", symbol: string, timeframe: Timeframe, period: string): string {
  return `data/spot/${kind}/klines/${symbol}/${timeframe}/${symbol}-${timeframe}-${period}.zip`;
}
