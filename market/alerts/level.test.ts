import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LEVEL_OPERATORS, type Level, newLevelState, quietRange, stepLevel } from "./level.ts";
import { firingIndexes } from "./test-data/level-oracle.ts";

const bounds = (operator: Level<number>["operator"], threshold: number, hysteresis: number) => ({
  ...{ operator, threshold, low: threshold - hysteresis, high: threshold + hysteresis },
});

function fires(level: Level<number>, values: readonly number[], immediate = false): number[] {
  const state = newLevelState();
  return values.flatMap((value, i) => (stepLevel(level, state, value, immediate) ? [i] : []));
}

const walk = fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 60 }).map((steps) => {
  let value = 50;
  return steps.map((step) => {
    value += step;
    return value;
  });
});

describe("[ALERT-10] a level counts when it becomes true, not while it is", () => {
  it("strictly: at the threshold nothing is true", () => {
    expect(fires(bounds("above", 50, 0), [49, 50, 51, 52, 50, 51])).toEqual([2, 5]);
    expect(fires(bounds("below", 50, 0), [51, 50, 49, 48, 50, 49])).toEqual([2, 5]);
    expect(fires(bounds("crosses", 50, 0), [49, 50, 49, 50, 51, 50, 49])).toEqual([4, 6]);
  });

  it("[ALERT-11] the first value does not fire, unless that is asked for", () => {
    expect(fires(bounds("above", 50, 0), [51, 52, 50, 51])).toEqual([3]);
    expect(fires(bounds("above", 50, 0), [51, 52, 50, 51], true)).toEqual([0, 3]);
    expect(fires(bounds("below", 50, 0), [51, 49], true)).toEqual([1]);
    expect(fires(bounds("crosses", 50, 0), [51, 49], true)).toEqual([1]);
  });

  it("[ALERT-12] counts again only after the value has gone back by the hysteresis", () => {
    expect(fires(bounds("above", 50, 3), [49, 51, 48, 51, 47, 51])).toEqual([1, 5]);
    expect(fires(bounds("below", 50, 3), [51, 49, 52, 49, 53, 49])).toEqual([1, 5]);
    expect(fires(bounds("crosses", 50, 3), [49, 51, 49, 51, 53, 49])).toEqual([1, 5]);
  });

  it("[ALERT-10] [ALERT-12] [ALERT-13] as an oracle says that looks at the whole past each time", () => {
    fc.assert(
      fc.property(
        walk,
        fc.constantFrom(...LEVEL_OPERATORS),
        fc.integer({ min: 44, max: 56 }),
        fc.integer({ min: 0, max: 6 }),
        fc.boolean(),
        (values, operator, threshold, hysteresis, immediate) => {
          expect(fires(bounds(operator, threshold, hysteresis), values, immediate)).toEqual(
            firingIndexes(values, operator, threshold, hysteresis, immediate),
          );
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("a quiet value changes nothing and counts nothing, and the value next to the range does change something", () => {
    fc.assert(
      fc.property(
        walk,
        fc.constantFrom(...LEVEL_OPERATORS),
        fc.integer({ min: 44, max: 56 }),
        fc.integer({ min: 0, max: 6 }),
        (values, operator, threshold, hysteresis) => {
          const { low, high } = bounds(operator, threshold, hysteresis);
          const level = { operator, threshold: BigInt(threshold), low: BigInt(low), high: BigInt(high) };
          const state = newLevelState();
          for (const value of values) stepLevel(level, state, BigInt(value));
          const range = quietRange(level, state);
          if (values.length === 0) expect(range).toBeUndefined();
          if (range === undefined) return;
          const changes = (value: bigint) => {
            const copy = { ...state };
            return stepLevel(level, copy, value) || JSON.stringify(copy) !== JSON.stringify(state);
          };
          const { from, to } = range;
          for (let value = 30n; value < 70n; value++) {
            if ((from === null || value >= from) && (to === null || value <= to))
              expect(changes(value)).toBe(false);
          }
          if (to !== null) expect(changes(to + 1n)).toBe(true);
          if (from !== null) expect(changes(from - 1n)).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
