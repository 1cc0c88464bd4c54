import { expect, test } from "vitest";
import { findingsFrom } from "../../market/patterns/pattern-series.ts";
import { madeBars } from "../../market/patterns/test-data/made-bars.ts";
import { parsePatterns, patternText } from "./pattern-text.ts";

test("[PAT-10] findings come back from their column to the last bit", () => {
  const all = findingsFrom(madeBars(3_000), 0);
  expect(all.flat().some(({ move }) => move < 0)).toBe(true);
  all.push([{ pattern: "tweezerBottom", strength: 100, move: -0.1, volume: null }]);
  for (const findings of all) expect(parsePatterns(patternText(findings))).toEqual(findings);
});

test("[PAT-10] four numbers a finding, and null where none", () => {
  expect(patternText([])).toBeNull();
  expect(
    patternText([
      { pattern: "doji", strength: 41, move: -2.3, volume: 1.8 },
      { pattern: "hammer", strength: 7, move: 0, volume: null },
    ]),
  ).toBe("[0,41,-23,18,4,7,0,null]");
});

test("what is no column of ours is an error", () => {
  for (const text of ["{}", "[1,2,3]", "[99,50,0,0]", '["doji",1,2,3]']) {
    expect(() => parsePatterns(text), text).toThrow();
  }
});
