import { describe, expect, it } from "vitest";
import { directionOf, formatChange, formatPercent, sayPercent } from "./change.ts";
import { formatCompact } from "./compact.ts";

describe("changes", () => {
  it("shows sign and direction by what is shown, so that +0.00% never has an arrow", () => {
    expect(formatPercent(1.234)).toBe("+1.23%");
    expect(formatPercent(-0.405)).toBe("\u22120.41%");
    expect(formatPercent(0.004)).toBe("0.00%");
    expect(directionOf(0.004)).toBe("flat");
    expect(directionOf(-0.006)).toBe("down");
  });

  it("says a change in words for a screen reader", () => {
    expect(sayPercent(-1.5)).toBe("down 1.50 percent");
    expect(sayPercent(0)).toBe("unchanged");
  });

  it("writes a change in price with its sign and the price's digits", () => {
    expect(formatChange(12.5, 2)).toBe("+12.50");
    expect(formatChange(-0.0001, 4)).toBe("\u22120.0001");
  });
});

describe("compact volumes", () => {
  it("takes the unit that the rounded number fits", () => {
    expect(formatCompact(999.994)).toBe("999.99");
    expect(formatCompact(999.995)).toBe("1.00K");
    expect(formatCompact(999_999)).toBe("1.00M");
    expect(formatCompact(1_234_567)).toBe("1.23M");
    expect(formatCompact(2.015e9)).toBe("2.02B");
    expect(formatCompact(1.2e15)).toBe("1,200.00T");
    expect(formatCompact(0)).toBe("0.00");
  });

  it("never round a small volume to nothing", () => {
    expect(formatCompact(0.00227)).toBe("0.00227");
    expect(formatCompact(0.5)).toBe("0.50");
  });
});
