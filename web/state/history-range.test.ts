import { describe, expect, it } from "vitest";
import { boundsOf, firstRange } from "./history-range.ts";

const NOW = Date.UTC(2024, 7, 8, 13, 30);

describe("the stretch of history on the coin page", () => {
  it("begins with about 500 bars, and at least the day", () => {
    expect(firstRange("1d", NOW)).toEqual({ from: "2023-03-28", to: "2024-08-08" });
    expect(firstRange("1m", NOW)).toEqual({ from: "2024-08-08", to: "2024-08-08" });
  });

  it("[PAGE-13] holds both of its days whole, in UTC", () => {
    expect(boundsOf({ from: "2024-08-07", to: "2024-08-08" })).toEqual({
      from: Date.UTC(2024, 7, 7),
      to: Date.UTC(2024, 7, 9) - 1,
    });
  });

  it.each([
    { from: "", to: "2024-08-08" },
    { from: "2024-08-09", to: "2024-08-08" },
    { from: "1960-01-01", to: "2024-08-08" },
  ])("is none from $from to $to", (range) => expect(boundsOf(range)).toBeNull());
});
