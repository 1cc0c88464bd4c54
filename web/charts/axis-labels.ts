import { TickMarkType } from "lightweight-charts";
import { formatDateTime, wallClock, type Zone } from "../format/time.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** The label of a tick of the time axis, in the zone's calendar. */
export function tickLabel(ms: number, type: TickMarkType, zone: Zone): string {
  const clock = wallClock(ms, zone);
  switch (type) {
    case TickMarkType.Year:
      return String(clock.getUTCFullYear());
    case TickMarkType.Month:
      return MONTHS[clock.getUTCMonth()] ?? "";
    case TickMarkType.DayOfMonth:
      return `${clock.getUTCDate()} ${MONTHS[clock.getUTCMonth()] ?? ""}`;
    case TickMarkType.Time:
      return clock.toISOString().slice(11, 16);
    case TickMarkType.TimeWithSeconds:
      return clock.toISOString().slice(11, 19);
    default:
      return type satisfies never;
  }
}

/** The label of the crosshair on the time axis. */
export function crosshairLabel(ms: number, lengthMs: number, zone: Zone): string {
  return formatDateTime(ms, zone, lengthMs < 60_000);
}
