/** The clock a time is shown in: the viewer's own, or UTC. */
export type Zone = "local" | "utc";

/** Minutes that the zone's wall clock is ahead of UTC at `ms`. */
export function offsetMinutes(ms: number, zone: Zone): number {
  return zone === "utc" ? 0 : -new Date(ms).getTimezoneOffset();
}

/** A Date whose UTC fields read as the zone's wall clock. For formatting only. */
export function wallClock(ms: number, zone: Zone): Date {
  return new Date(ms + offsetMinutes(ms, zone) * 60_000);
}

/** `14:03:09`. */
export function formatClock(ms: number, zone: Zone): string {
  return wallClock(ms, zone).toISOString().slice(11, 19);
}

/** `2026-11-21`. */
export function formatDate(ms: number, zone: Zone): string {
  return wallClock(ms, zone).toISOString().slice(0, 10);
}

/** `2026-11-21 14:03`, with seconds where they tell something. */
export function formatDateTime(ms: number, zone: Zone, seconds = true): string {
  return `${formatDate(ms, zone)} ${formatClock(ms, zone).slice(0, seconds ? 8 : 5)}`;
}

/** `UTC`, `UTC+2`, `UTC−3:30`. */
export function zoneLabel(ms: number, zone: Zone): string {
  const offset = offsetMinutes(ms, zone);
  if (offset === 0) return "UTC";
  const hours = Math.floor(Math.abs(offset) / 60);
  const minutes = Math.abs(offset) % 60;
  return `UTC${offset < 0 ? "\u2212" : "+"}${hours}${minutes === 0 ? "" : `:${String(minutes).padStart(2, "0")}`}`;
}

/** The moment in both clocks, for a tooltip. */
export function bothClocks(ms: number): string {
  const utc = `${formatDateTime(ms, "utc")} UTC`;
  return offsetMinutes(ms, "local") === 0
    ? utc
    : `${formatDateTime(ms, "local")} ${zoneLabel(ms, "local")}\n${utc}`;
}

/** A duration in one unit: `84 ms`, `2.4 s`, `3 min`, `5 h`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 60_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 3_600_000)} h`;
}
