import { describe, expect, it } from "vitest";
import type { ChartLevel } from "../state/analysis/chart-mark.ts";
import { rangeWithLevels } from "./level-lines.ts";

const at = (price: number): ChartLevel => ({ price, title: "", tone: "up", style: "solid" });
const range = { minValue: 100, maxValue: 110 };

describe("the range of prices that is shown", () => {
  it("[PAGE-35] takes in levels that are near", () => {
    expect(rangeWithLevels(range, [at(115), at(98), at(105)])).toEqual({ minValue: 98, maxValue: 115 });
  });

  it("[PAGE-35] and is not flattened by one that is far", () => {
    expect(rangeWithLevels(range, [at(131), at(79)])).toEqual(range);
    expect(rangeWithLevels(range, [])).toEqual(range);
  });
});
