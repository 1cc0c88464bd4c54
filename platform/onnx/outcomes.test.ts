import { expect, test } from "vitest";
import { outcomesOf } from "./outcomes.ts";

const HORIZONS = [1, 5];
const FAN = [-0.02, -0.01, 0, 0.01, 0.02];

function outputs(parts: Readonly<Record<string, readonly number[]>>): Map<string, Float32Array> {
  return new Map(Object.entries(parts).map(([name, values]) => [name, Float32Array.from(values)]));
}

test("[FC-63] rows of a path model are told by horizon, variances no less than the least of so many bars", () => {
  const [row] = outcomesOf(outputs({ quantiles: [...FAN, ...FAN], variance: [1e-9, 0.25] }), 1, HORIZONS);
  expect(row?.outlook?.probabilities).toBeNull();
  expect(row?.outlook?.horizons.map(({ horizon, variance }) => [horizon, variance])).toEqual([
    [1, 1e-8],
    [5, 0.25],
  ]);
  expect(row?.outlook?.horizons[1]?.quantiles).toEqual(FAN.map(Math.fround));
});

test("[FC-63] a row whose numbers are no forecast fails alone, and says why", () => {
  const rows: readonly (readonly [readonly number[], readonly number[]])[] = [
    [
      [...FAN, ...FAN],
      [1, 1],
    ],
    [
      [...FAN, ...FAN.toReversed()],
      [1, 1],
    ],
    [
      [...FAN, 0, 0, 0, 0, Number.POSITIVE_INFINITY],
      [1, 1],
    ],
    [
      [...FAN, ...FAN],
      [1, Number.NaN],
    ],
    [
      [0, 0, 0, 0, 0, ...FAN],
      [1, 1],
    ],
  ];
  const told = outcomesOf(
    outputs({ quantiles: rows.flatMap(([q]) => q), variance: rows.flatMap(([, v]) => v) }),
    rows.length,
    HORIZONS,
  );
  expect(told.map(({ failure }) => failure?.detail ?? null)).toEqual([
    null,
    "quantiles over 5 bars fall",
    "quantiles over 5 bars are not finite",
    "the variance over 5 bars is not finite",
    null,
  ]);
});

test("[FC-63] chances are made to sum to one in doubles; what is far from it, or negative, is none", () => {
  const rows = [
    [0.1, 0.2, 0.7],
    [0.5, 0.5, 0.5],
    [-0.5, 0.5, 1],
    [Number.NaN, 0.5, 0.5],
  ];
  const told = outcomesOf(outputs({ probabilities: rows.flat() }), rows.length, HORIZONS);
  expect(told.map(({ failure }) => failure?.reason ?? null)).toEqual([null, "failed", "failed", "failed"]);
  const sum = told[0]?.outlook?.probabilities?.reduce((total, p) => total + p, 0) ?? 0;
  expect(Math.abs(sum - 1)).toBeLessThanOrEqual(Number.EPSILON);
  expect(
    told[0]?.outlook?.horizons.every(({ quantiles, variance }) => quantiles === null && variance === null),
  ).toBe(true);
});

test("[FC-63] outputs of another shape are no row's fault", () => {
  expect(() => outcomesOf(outputs({ quantiles: FAN }), 1, HORIZONS)).toThrow(
    '"quantiles" has 5 numbers, not 10',
  );
  expect(() => outcomesOf(outputs({ other: FAN }), 1, HORIZONS)).toThrow(
    "neither quantiles nor probabilities",
  );
});
