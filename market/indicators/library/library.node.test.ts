import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { klineBars, klineFiles } from "../../../tests/support/kline-files.ts";
import { differences } from "../../../tests/support/long-tail-differences.ts";
import { LongTailReference } from "../../../tests/support/long-tail-reference.ts";
import { longTailWalk } from "../../../tests/support/long-tail-walk.ts";
import { PYTHON } from "../../../tests/support/python.ts";
import { anchoredFold } from "../anchored.ts";
import { INDICATORS } from "../registry.ts";
import { LIBRARY } from "./library.ts";
import reference from "./test-data/long-tail.json" with { type: "json" };

const CASES = LIBRARY.map((indicator) => ({ indicator, parameters: indicator.defaults }));
const FILES = PYTHON === undefined ? [] : klineFiles();
const WALK = longTailWalk();

describe.skipIf(FILES.length === 0)(
  "[IND-41] library indicators are TA-Lib's, or their formula's, over all of",
  () => {
    let python: LongTailReference;
    beforeAll(async () => {
      python = await LongTailReference.start(CASES);
    });
    afterAll(() => python.stop());

    it.each(FILES)("%s", { timeout: 180_000 }, async (file) => {
      const bars = klineBars(file);
      const columns = await python.of(bars);
      expect(CASES.flatMap((one, i) => differences(one, bars, columns[i] ?? [], 1e-9))).toEqual([]);
    });
  },
);

describe.each(LIBRARY.map((indicator) => ({ id: indicator.id, indicator })))("$id", ({ id, indicator }) => {
  it("[IND-41] is as the reference of made-up bars says", () => {
    const one = reference.find((candidate) => candidate.id === id);
    if (one === undefined) throw new Error("write it with scripts/references/write-long-tail.ts");
    expect(one.parameters).toEqual(indicator.defaults);
    expect(one.columns).toHaveLength(indicator.outputs.length);
    const first = WALK.length - (one.columns[0]?.length ?? 0);
    expect(
      differences({ indicator, parameters: indicator.defaults }, WALK, one.columns, 1e-9, first),
    ).toEqual([]);
  });

  it("[IND-40] is what we do not compute ourselves", () => {
    expect(INDICATORS.map((kernel) => kernel.id)).not.toContain(id);
  });

  it("[IND-3] [IND-7] tells nothing in its warm-up, then finite numbers under its outputs' names", () => {
    const names = indicator.outputs.map(({ name }) => name);
    const step = indicator.begin(indicator.defaults);
    const values = WALK.slice(0, 600).map(step);
    const begin = indicator.warmUp(indicator.defaults) - 1;
    expect(values.findIndex((value) => value !== null)).toBe(begin);
    for (const value of values.slice(begin)) {
      const told = typeof value === "number" ? { value } : (value ?? {});
      expect(Object.keys(told)).toEqual(names);
      expect(Object.values(told).every(Number.isFinite)).toBe(true);
    }
  });

  it("[IND-20] is anchored: a part of the bars gives the bits of all of them", () => {
    const all = anchoredFold(indicator, indicator.defaults, "1h", WALK);
    const some = anchoredFold(indicator, indicator.defaults, "1h", WALK, 6_100);
    expect(some).toEqual(all.slice(6_100));
    expect(anchoredFold(indicator, indicator.defaults, "1h", WALK.slice(0, 6_150), 6_100)).toEqual(
      all.slice(6_100, 6_150),
    );
  });

  it.each(Object.entries(indicator.ranges))("[IND-8] keeps %s within its range", (name, range) => {
    for (const bad of [
      range.min - 1,
      range.max + 1,
      Number.NaN,
      ...(range.integer ? [range.min + 0.5] : []),
    ]) {
      expect(() => indicator.begin({ ...indicator.defaults, [name]: bad }), `${bad}`).toThrow(RangeError);
    }
  });
});
