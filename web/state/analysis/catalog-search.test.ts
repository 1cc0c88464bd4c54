import { describe, expect, it } from "vitest";
import type { CatalogIndicator } from "../../api/analysis-api.ts";
import { matching } from "./catalog-search.ts";

const entry = (id: string, title: string): CatalogIndicator => ({
  ...{ id, title, formula: "", parameters: [], outputs: [], warmUp: 1, pane: "own", source: "own" },
});
const CATALOG = [
  entry("macd", "Moving average convergence/divergence"),
  entry("ema", "Exponential moving average"),
  entry("stoch-rsi", "Stochastic RSI"),
  entry("rsi", "Relative strength index"),
];
const found = (query: string) => matching(CATALOG, query).map(({ id }) => id);

describe("finding an indicator", () => {
  it("[PAGE-32] lists all of them by title before anything is typed", () => {
    expect(found("")).toEqual(["ema", "macd", "rsi", "stoch-rsi"]);
  });

  it("[PAGE-32] takes words of the title in any order, or the id", () => {
    expect(found("average exponential")).toEqual(["ema"]);
    expect(found("MACD")).toEqual(["macd"]);
    expect(found("nothing like it")).toEqual([]);
  });

  it("[PAGE-32] puts the one that is named first", () => {
    expect(found("rsi")).toEqual(["rsi", "stoch-rsi"]);
    expect(found("moving")).toEqual(["macd", "ema"]);
  });
});
