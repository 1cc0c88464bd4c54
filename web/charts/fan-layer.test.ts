import { describe, expect, it } from "vitest";
import { rangeWithFan } from "./fan-layer.ts";

const range = { minValue: 100, maxValue: 110 };

describe("the range of prices that is shown with a fan", () => {
  it("[FC-140] takes the fan in", () => {
    expect(rangeWithFan(range, { low: 96, high: 118 })).toEqual({ minValue: 96, maxValue: 118 });
    expect(rangeWithFan(range, { low: 103, high: 107 })).toEqual(range);
    expect(rangeWithFan(range, null)).toEqual(range);
  });

  it("[FC-140] and is not flattened by a wide one", () => {
    expect(rangeWithFan(range, { low: 1, high: 900 })).toEqual({ minValue: 85, maxValue: 125 });
  });
});
