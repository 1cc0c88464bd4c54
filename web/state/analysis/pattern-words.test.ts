import { expect, it } from "vitest";
import { patternWords } from "./pattern-words.ts";

it("[PAGE-34] names a pattern as the API does, with its rule", () => {
  expect(patternWords("longLeggedDoji").title).toBe("Long-legged doji");
  expect(patternWords("doji")).toEqual({ title: "Doji", rule: expect.stringContaining("body") });
  expect(patternWords("abandonedBaby")).toEqual({ title: "Abandoned baby", rule: "" });
});
