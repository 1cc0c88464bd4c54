import { describe, expect, it } from "vitest";
import { wallClock } from "../format/time.ts";
import { tickWeight } from "./tick-weights.ts";

const at = (text: string) => new Date(`${text}Z`);
const weight = (before: string, now: string) => tickWeight(at(before), at(now));

describe("weights of the time axis", () => {
  it("grow with the unit of the calendar that begins", () => {
    const weights = [
      weight("2026-11-21T10:00:01", "2026-11-21T10:00:02"),
      weight("2026-11-21T10:01:59", "2026-11-21T10:02:00"),
      weight("2026-11-21T10:04:00", "2026-11-21T10:05:00"),
      weight("2026-11-21T10:29:00", "2026-11-21T10:30:00"),
      weight("2026-11-21T09:59:00", "2026-11-21T10:00:00"),
      weight("2026-11-21T14:00:00", "2026-11-21T15:00:00"),
      weight("2026-11-21T17:00:00", "2026-11-21T18:00:00"),
      weight("2026-11-21T11:00:00", "2026-11-21T12:00:00"),
      weight("2026-11-21T23:00:00", "2026-11-22T00:00:00"),
      weight("2026-10-31T23:00:00", "2026-11-01T00:00:00"),
      weight("2025-12-31T23:00:00", "2026-01-01T00:00:00"),
    ];
    expect(weights).toEqual([10, 20, 21, 22, 30, 31, 32, 33, 50, 60, 70]);
  });

  it("see a day begin also when bars around midnight are missing", () => {
    expect(weight("2026-11-21T22:00:00", "2026-11-22T03:00:00")).toBe(50);
  });

  it("follow the wall clock that they are given", () => {
    const before = wallClock(Date.UTC(2026, 10, 21, 23), "utc");
    const now = wallClock(Date.UTC(2026, 10, 22, 0), "utc");
    expect(tickWeight(before, now)).toBe(50);
  });
});
