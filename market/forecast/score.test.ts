import { describe, expect, it } from "vitest";
import type { DirectionClass, Probabilities, Quantiles } from "./outlook.ts";
import {
  addDirectionSums,
  addHorizonSums,
  directionScore,
  horizonScore,
  NO_DIRECTION_SUMS,
  NO_HORIZON_SUMS,
  scoreDirection,
  scoreHorizon,
} from "./score.ts";

const WIDE: Quantiles = [-0.08, -0.04, 0, 0.04, 0.08];
const NARROW: Quantiles = [-0.02, -0.01, 0, 0.01, 0.02];
/** Evenly spread over ±2 %, in an order without a trend. */
const CAME = Array.from({ length: 200 }, (_, i) => (((i * 37) % 200) - 99.5) / 5_000);
const CLASSES_CAME = CAME.map((y): DirectionClass => (y > 0.005 ? 1 : y < -0.005 ? -1 : 0));

const horizonSums = (came: readonly number[]) =>
  came.reduce(
    (sums, y) =>
      scoreHorizon(
        sums,
        { quantiles: NARROW, variance: 1e-4, naiveQuantiles: WIDE, harVariance: 4e-4 },
        y,
        1e-4,
      ),
    NO_HORIZON_SUMS,
  );

const SAID: Probabilities = [0.37, 0.26, 0.37];
const NAIVE: Probabilities = [0.2, 0.6, 0.2];
const directionSums = (came: readonly DirectionClass[]) =>
  came.reduce((sums, one) => scoreDirection(sums, SAID, NAIVE, one), NO_DIRECTION_SUMS);

describe("[FC-84] the live score", () => {
  it("is skill over naive, and how often intervals held", () => {
    const score = horizonScore(horizonSums(CAME));
    const loss = (five: Quantiles) =>
      CAME.reduce(
        (sum, y) =>
          sum +
          [0.025, 0.1, 0.5, 0.9, 0.975].reduce((at, level, i) => {
            const over = y - (five[i] ?? Number.NaN);
            return at + (over > 0 ? level * over : (level - 1) * over) / 5;
          }, 0),
        0,
      );
    expect(score?.pinballSkill).toBeCloseTo(1 - loss(NARROW) / loss(WIDE), 12);
    expect(score?.maeSkill).toBe(0);
    expect(score?.coverage80).toBe(0.5);
    expect(score?.coverage95).toBe(1);
    expect(score?.qlikeSkillHar).toBe(1);
  });

  it("adds up: days and coins in any parts are the whole", () => {
    const [a, b] = [horizonSums(CAME.slice(0, 70)), horizonSums(CAME.slice(70))];
    const [whole, added] = [horizonScore(horizonSums(CAME)), horizonScore(addHorizonSums(a, b))];
    expect(added?.pinballSkill).toBeCloseTo(whole?.pinballSkill ?? Number.NaN, 12);
    expect(added?.coverage80).toBe(whole?.coverage80);
    const half = addDirectionSums(
      directionSums(CLASSES_CAME.slice(0, 99)),
      directionSums(CLASSES_CAME.slice(99)),
    );
    const direction = directionScore(directionSums(CLASSES_CAME));
    expect(directionScore(half)?.ece).toBeCloseTo(direction?.ece ?? Number.NaN, 12);
    expect(directionScore(half)?.logLossSkill).toBeCloseTo(direction?.logLossSkill ?? Number.NaN, 12);
  });

  it("tells the direction's log-loss, Brier and calibration", () => {
    const n = (one: DirectionClass) => CLASSES_CAME.filter((came) => came === one).length;
    const loss = ([d, s, u]: Probabilities) =>
      -(n(-1) * Math.log(d) + n(0) * Math.log(s) + n(1) * Math.log(u));
    const score = directionScore(directionSums(CLASSES_CAME));
    expect(score?.logLossSkill).toBeCloseTo(1 - loss(SAID) / loss(NAIVE), 12);
    expect(score?.accuracy).toBe(n(-1) / 200);
    const moved = (n(-1) + n(1)) / 400;
    expect(score?.reliability).toEqual([
      { forecast: expect.closeTo(0.26, 12), observed: n(0) / 200, n: 200 },
      { forecast: expect.closeTo(0.37, 12), observed: moved, n: 400 },
    ]);
    const gap = Math.abs(0.26 - n(0) / 200) + 2 * Math.abs(0.37 - moved);
    expect(score?.ece).toBeCloseTo(gap / 3, 12);
  });

  it("[FC-85] is hidden below a hundred", () => {
    expect(horizonScore(horizonSums(CAME.slice(0, 99)))).toBeNull();
    expect(horizonScore(horizonSums(CAME.slice(0, 100)))).not.toBeNull();
    expect(directionScore(directionSums(CLASSES_CAME.slice(0, 99)))).toBeNull();
  });

  it("[FC-84] leaves out what a model, or the reference, does not say", () => {
    const said = { quantiles: null, variance: null, naiveQuantiles: WIDE, harVariance: 4e-4 };
    expect(scoreHorizon(NO_HORIZON_SUMS, said, 0.01, 1e-4)).toEqual(NO_HORIZON_SUMS);
    const alone = { ...said, variance: 1e-4, naiveQuantiles: null };
    expect(scoreHorizon(NO_HORIZON_SUMS, alone, 0.01, 1e-4)).toMatchObject({ n: 0, varianceN: 1 });
  });

  it("goes on from JSON", () => {
    const kept = JSON.parse(JSON.stringify(directionSums(CLASSES_CAME.slice(0, 50))));
    const went = CLASSES_CAME.slice(50).reduce((sums, one) => scoreDirection(sums, SAID, NAIVE, one), kept);
    expect(went).toEqual(directionSums(CLASSES_CAME));
  });
});
