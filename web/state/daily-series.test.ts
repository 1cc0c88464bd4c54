import { describe, expect, it } from "vitest";
import { lastDays, summaryOf } from "./daily-series.ts";

const DAY = 86_400_000;
const series = Array.from({ length: 100 }, (_, index) => [index * DAY, String(100 + (index % 7))] as const);

describe("a daily series", () => {
  it("is cut by its own newest day, not by the viewer's clock", () => {
    const days = lastDays(series, 30);
    expect(days).toHaveLength(30);
    expect(days.at(-1)).toEqual([99 * DAY, 101]);
    expect(lastDays(series, 365)).toHaveLength(100);
  });

  it("is told in words by its ends and extremes, the earliest of equals", () => {
    expect(summaryOf(lastDays(series, 365))).toEqual({
      first: [0, 100],
      last: [99 * DAY, 101],
      low: [0, 100],
      high: [6 * DAY, 106],
    });
    expect(summaryOf(lastDays([], 30))).toBeNull();
  });
});
