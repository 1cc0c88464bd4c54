import { describe, expect, it } from "vitest";
import { formatComputed, formatDollars, formatExact } from "./exact.ts";

describe("a decimal", () => {
  it("keeps every digit of its text, also more than a double has", () => {
    expect(formatExact("1325380911567.1234567812345678")).toBe("1,325,380,911,567.1234567812345678");
    expect(formatExact(67250.01)).toBe("67,250.01");
  });

  it.each([
    ["1325380911567.1", "$1.33T"],
    [19_733_750, "$19.73M"],
    ["67250.005", "$67,250.01"],
    ["0.0712", "$0.0712"],
  ])("of dollars, %s, is %s", (value, text) => expect(formatDollars(value)).toBe(text));

  it.each([
    [0, "0"],
    [67_250.014_7, "67,250.0"],
    [1_234_567.8, "1,234,568"],
    [0.012_345_678, "0.0123457"],
    [-1.5, "\u22121.50000"],
    [1e-20, "0.000000000000"],
  ])("that was computed, %d, is %s", (value, text) => expect(formatComputed(value)).toBe(text));
});
