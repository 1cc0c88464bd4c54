import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Figures, figuresByPython, figuresOf } from "../../../tests/support/forecast-figures.ts";
import { PYTHON } from "../../../tests/support/python.ts";
import { scoredRows } from "../test-data/scored.ts";

function expectSame(figures: Figures, wanted: Figures): void {
  expect(Object.keys(figures).sort()).toEqual(Object.keys(wanted).sort());
  for (const [name, value] of Object.entries(wanted)) {
    const [own, theirs] = [[figures[name] ?? []].flat(), [value].flat()];
    expect(own).toHaveLength(theirs.length);
    own.forEach((one, i) => {
      expect(one, name).toBeCloseTo(theirs[i] ?? Number.NaN, 12);
    });
  }
}

describe("[FC-25] figures and intervals beside NumPy and SciPy", () => {
  it("as they were told of made-up forecasts", () => {
    const told = readFileSync(new URL("../test-data/metrics.json", import.meta.url), "utf8");
    expectSame(figuresOf(scoredRows(1_207)), JSON.parse(told));
  });

  const folder = mkdtempSync(join(tmpdir(), "wick-metrics-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  it.runIf(PYTHON !== undefined)("and of more of them now", async () => {
    for (const count of [401, 5_003]) {
      const rows = scoredRows(count);
      expectSame(figuresOf(rows), await figuresByPython(rows, folder));
    }
  });
});
