import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { closeTimeOf, isTimeframe, openTimeOf, TIMEFRAME_MS, TIMEFRAMES } from "./timeframe.ts";

describe("[BAR-1] timeframes", () => {
  it("hold their times, open at a multiple of their length and meet without overlap", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_102_444_800_000 }),
        fc.constantFrom(...TIMEFRAMES),
        (time, timeframe) => {
          const open = openTimeOf(time, timeframe);
          expect(open % TIMEFRAME_MS[timeframe]).toBe(0);
          expect(open).toBeLessThanOrEqual(time);
          expect(closeTimeOf(open, timeframe)).toBeGreaterThanOrEqual(time);
          expect(openTimeOf(closeTimeOf(open, timeframe) + 1, timeframe)).toBe(
            open + TIMEFRAME_MS[timeframe],
          );
        },
      ),
    );
  });

  it("divide a day, so that each opens at 00:00 UTC", () => {
    for (const timeframe of TIMEFRAMES) expect(86_400_000 % TIMEFRAME_MS[timeframe]).toBe(0);
    expect(new Date(openTimeOf(1_709_251_200_000, "12h")).toISOString()).toBe("2024-03-01T00:00:00.000Z");
  });

  it("are known by name, and nothing else is", () => {
    expect(TIMEFRAMES.every(isTimeframe)).toBe(true);
    expect(["2m", "", "toString", "1M"].some(isTimeframe)).toBe(false);
  });
});
