import { describe, expect, it } from "vitest";
import { DRIFT_LEAST_ROWS, driftRows, featureDrift } from "./feature-drift.ts";

const EDGES = Array.from({ length: 9 }, (_, i) => (i + 1) / 10);
/** `count` rows spread evenly over [0, 1), moved by each feature's shift. */
const rowsOf = (shifts: readonly number[], count = 1_000) =>
  Array.from({ length: count }, (_, i) => shifts.map((shift) => (i + 0.5) / count + shift));
const decilesOf = (features: number) => Array.from({ length: features }, () => EDGES);

describe("[FC-86] drift of a model's inputs", () => {
  it("is nothing where features are as they were in training", () => {
    const drift = featureDrift(rowsOf([0, 0, 0, 0]), decilesOf(4));
    expect(drift).toMatchObject({ n: 1_000, verdict: "ok" });
    expect(drift.index).toBeLessThan(1e-3);
  });

  it("is the population stability index of the training rows' deciles, by feature", () => {
    const { byFeature } = featureDrift(rowsOf([0.25]), decilesOf(1));
    const shares = [0, 0, 0.05, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.35].map((q) => (q * 1_000 + 0.5) / 1_005);
    const index = shares.reduce((sum, q) => sum + (q - 0.1) * Math.log(q / 0.1), 0);
    expect(byFeature[0]).toBeCloseTo(index, 12);
  });

  it("halves and withdraws once three of four features have moved, not for one that has", () => {
    expect(featureDrift(rowsOf([0, 0, 0, 0, 3]), decilesOf(5)).verdict).toBe("ok");
    expect(featureDrift(rowsOf([0.09, 0.09, 0.09, 0.09]), decilesOf(4)).verdict).toBe("halved");
    expect(featureDrift(rowsOf([0, 0.5, 0.5, 0.5, 0.5]), decilesOf(5)).verdict).toBe("withdrawn");
  });

  it("knows a feature that is mostly one value", () => {
    const edges = [0, 0, 0, 0, 0, 0.2, 0.4, 0.6, 0.8];
    const rows = Array.from({ length: 1_000 }, (_, i) => [i % 2 === 0 ? 0 : (i + 0.5) / 1_000]);
    expect(featureDrift(rows, [edges]).byFeature[0]).toBeLessThan(0.01);
  });

  it("judges nothing by few rows", () => {
    const few = featureDrift(rowsOf([3, 3, 3, 3], DRIFT_LEAST_ROWS - 1), decilesOf(4));
    expect(few).toMatchObject({ n: DRIFT_LEAST_ROWS - 1, index: null, verdict: "ok" });
    expect(driftRows("1h")).toBe(720);
    expect(driftRows("12h")).toBe(500);
    expect(driftRows("1d")).toBe(500);
  });

  it("refuses rows of another set of features", () => {
    expect(() => featureDrift([[1, 2]], decilesOf(3))).toThrow(RangeError);
  });
});
