import { expect, test } from "vitest";
import { median, percentile } from "./statistics.ts";

test("the median of an even number of values lies between the two middle ones", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 10])).toBe(3.5);
});

test("a percentile is a value that was measured, the largest one only at the very end", () => {
  const sorted = Float64Array.from({ length: 200 }, (_, i) => i + 1);
  expect(percentile(sorted, 0.5)).toBe(100);
  expect(percentile(sorted, 0.99)).toBe(198);
  expect(percentile(sorted, 1)).toBe(200);
});
