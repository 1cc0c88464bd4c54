import { describe, expect, it } from "vitest";
import { bothClocks, formatDateTime, formatDuration, offsetMinutes, wallClock, zoneLabel } from "./time.ts";

const MOMENT = Date.UTC(2026, 10, 21, 14, 3, 9);

describe("times", () => {
  it("are shown in UTC on demand, whatever the zone of the viewer", () => {
    expect(formatDateTime(MOMENT, "utc")).toBe("2026-11-21 14:03:09");
    expect(formatDateTime(MOMENT, "utc", false)).toBe("2026-11-21 14:03");
    expect(zoneLabel(MOMENT, "utc")).toBe("UTC");
  });

  it("agree with the platform's own clock in the viewer's zone", () => {
    const local = new Date(MOMENT);
    const clock = wallClock(MOMENT, "local");
    expect([clock.getUTCDate(), clock.getUTCHours(), clock.getUTCMinutes()]).toEqual([
      local.getDate(),
      local.getHours(),
      local.getMinutes(),
    ]);
    expect(offsetMinutes(MOMENT, "local")).toBe(-local.getTimezoneOffset());
  });

  it("always have UTC at hand", () => {
    expect(bothClocks(MOMENT)).toContain("2026-11-21 14:03:09 UTC");
  });

  it("as durations keep one unit", () => {
    expect([84, 2_400, 42_000, 180_000, 7_200_000].map(formatDuration)).toEqual([
      "84 ms",
      "2.4 s",
      "42 s",
      "3 min",
      "2 h",
    ]);
    expect(formatDuration(-3)).toBe("0 ms");
  });
});
