import type { EpochMs } from "../../market/time/timeframe.ts";
import { UsageError } from "./failure.ts";

const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z?$/;

/** Open times from and to, both included. */
export interface Range {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** @throws UsageError where a time cannot be read, or the range is empty. */
export function rangeOf(from: string | undefined, to: string | undefined): Range {
  const range = {
    from: from === undefined ? 0 : timeOf(from, "--from"),
    to: to === undefined ? Number.POSITIVE_INFINITY : timeOf(to, "--to") + (DAY.test(to) ? DAY_MS - 1 : 0),
  };
  if (range.from > range.to) throw new UsageError(`--from ${from} is after --to ${to}.`);
  return range;
}

/** A day, a moment (UTC), or ms since the epoch. */
function timeOf(text: string, flag: string): EpochMs {
  if (/^\d{12,14}$/.test(text)) return Number(text);
  if (DAY.test(text) || MOMENT.test(text)) {
    const time = Date.parse(`${text.slice(0, 10)}T${text.slice(11).replace("Z", "") || "00:00"}Z`);
    // Date.parse takes the 31st of a short month for the next month's first.
    if (!Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text.slice(0, 10)) return time;
  }
  throw new UsageError(
    `${flag} takes 2024-08-01, 2024-08-01T12:30 (UTC) or ms since the epoch, not ${text}.`,
  );
}
