import { describe, expect, it } from "vitest";
import type { Probabilities } from "../outlook.ts";
import { scoredRows } from "../test-data/scored.ts";
import { auc, rankLeans, weightedAuc } from "./auc.ts";
import { intervalOf, WeeklyRatio, weekDraws, weekOf } from "./bootstrap.ts";
import { accuracyUpGivenMove, balancedAccuracy, CALL_COST, calledClass, earned, leansOf } from "./calls.ts";
import { brier, covers, logLoss, pinball, qlike, skill } from "./losses.ts";
import { calibrationError, reliability } from "./reliability.ts";

describe("[FC-26] losses", () => {
  it("pinball weighs what came above by the level, below by what is left", () => {
    expect(pinball(3, 1, 0.9)).toBeCloseTo(1.8, 15);
    expect(pinball(1, 3, 0.9)).toBeCloseTo(0.2, 15);
    expect(pinball(1, 1, 0.1)).toBe(0);
  });

  it("intervals hold their ends", () => {
    const quantiles = [-2, -1, 0, 1, 2] as const;
    expect([-1, 1, 1.01].map((came) => covers(came, quantiles, 80))).toEqual([true, true, false]);
    expect([-2, 2, -2.01].map((came) => covers(came, quantiles, 95))).toEqual([true, true, false]);
  });

  it("of certainty are none, and of the impossible large but not endless", () => {
    expect(logLoss(1, [0, 0, 1])).toBeCloseTo(0, 15);
    expect(brier(1, [0, 0, 1])).toBe(0);
    expect(brier(-1, [0, 0, 1])).toBe(2);
    expect(logLoss(-1, [0, 0, 1])).toBeCloseTo(-Math.log(1e-12), 12);
  });

  it("QLIKE is nought where the forecast was right, and dearer below than above", () => {
    expect(qlike(2, 2)).toBe(0);
    expect(qlike(2, 1)).toBeGreaterThan(qlike(2, 4));
  });

  it("skill is the part of the reference's loss that is saved", () => {
    expect(skill(3, 4)).toBe(0.25);
    expect(skill(1, 0)).toBeNaN();
  });
});

describe("[FC-27] calls of direction", () => {
  const call = (came: -1 | 0 | 1, probabilities: Probabilities) => ({ came, probabilities });

  it("are of the largest chance, the first of equal ones", () => {
    expect(calledClass([0.4, 0.4, 0.2])).toBe(-1);
    expect(calledClass([0.2, 0.4, 0.4])).toBe(0);
    expect(calledClass([0.2, 0.3, 0.5])).toBe(1);
  });

  it("count each class that came alike, however often it came", () => {
    const calls = [
      ...Array.from({ length: 8 }, () => call(0, [0.1, 0.8, 0.1])),
      call(1, [0.1, 0.8, 0.1]),
      call(1, [0.1, 0.1, 0.8]),
    ];
    expect(balancedAccuracy(calls)).toBe((1 + 0.5) / 2);
    expect(balancedAccuracy([])).toBeNaN();
  });

  it("given a move are ranked by their lean, ties counting half", () => {
    const leans = leansOf([
      ...[call(1, [0.2, 0.2, 0.6]), call(1, [0.3, 0.4, 0.3]), call(0, [0, 0, 1])],
      ...[call(-1, [0.3, 0.4, 0.3]), call(-1, [0.6, 0.2, 0.2])],
    ]);
    expect(leans).toHaveLength(4);
    expect(auc(leans)).toBe((2 + 1.5) / 4);
    // The lean of neither side is not one of up.
    expect(accuracyUpGivenMove(leans)).toBe(0.75);
    expect(auc(leans.filter(({ up }) => up))).toBeNaN();
    const [twice, once] = [
      weightedAuc(rankLeans(leans), [1, 2, 1, 1]),
      auc([...leans, ...leans.slice(1, 2)]),
    ];
    expect(twice).toBe(once);
  });

  it("earn their side of the return less ten basis points; neutral earns nothing and costs nothing", () => {
    expect(earned([0.6, 0.2, 0.2], -0.01)).toBeCloseTo(0.01 - CALL_COST, 15);
    expect(earned([0.2, 0.2, 0.6], -0.01)).toBeCloseTo(-0.01 - CALL_COST, 15);
    expect(earned([0.2, 0.6, 0.2], -0.01)).toBeNull();
  });
});

describe("[FC-28] calibration", () => {
  it("of chances that come as often as they say is without error", () => {
    const calls = Array.from({ length: 1_500 }, (_, i) => ({
      came: ([-1, 0, 0, 1] as const)[i % 4] ?? 0,
      probabilities: [0.25, 0.5, 0.25] as const,
    }));
    const points = reliability(calls);
    expect(points).toHaveLength(45);
    expect(points.every(({ n }) => n === 100)).toBe(true);
    expect(calibrationError(points)).toBeCloseTo(0, 12);
  });

  it("of overconfidence is how far it goes", () => {
    const calls = Array.from({ length: 1_500 }, (_, i) => ({
      came: ([-1, 0, 0, 1] as const)[i % 4] ?? 0,
      probabilities: [0.1, 0.8, 0.1] as const,
    }));
    expect(calibrationError(reliability(calls))).toBeCloseTo((0.15 + 0.3 + 0.15) / 3, 12);
  });

  it("of a few calls has as many bins as there are calls at the most", () => {
    expect(reliability([{ came: 1, probabilities: [0, 0, 1] }])).toHaveLength(3);
    expect(reliability([])).toEqual([]);
  });
});

describe("[FC-29] intervals by whole weeks", () => {
  it("are the same ever again, whatever order the rows came in", () => {
    const rows = scoredRows(600);
    const intervals = [rows, [...rows].reverse()].map((some) => {
      const ratio = new WeeklyRatio();
      for (const { week, came } of some) ratio.add(week, Math.round(1e6 * came), 1);
      return ratio.interval();
    });
    expect(intervals[0]).toEqual(intervals[1]);
  });

  it("draw as many weeks as there are, and every week alike", () => {
    const totals = new Float64Array(20);
    for (const counts of weekDraws(20)) {
      expect(counts.reduce((sum, one) => sum + one, 0)).toBe(20);
      counts.forEach((count, week) => {
        totals[week] = (totals[week] ?? 0) + count;
      });
    }
    for (const total of totals) expect(Math.abs(total - 1_000)).toBeLessThan(150);
  });

  it("of a mean are as wide as the spread of the weeks makes them", () => {
    const ratio = new WeeklyRatio();
    const weeks = Array.from({ length: 100 }, (_, week) => (week * 37) % 100);
    for (const [week, value] of weeks.entries()) ratio.add(week, value, 1);
    const { value, low, high } = ratio.interval();
    const error = Math.sqrt((100 * 100 - 1) / 12 / 100);
    expect(value).toBe(49.5);
    expect((high - low) / (2 * 1.96 * error)).toBeCloseTo(1, 1);
  });

  it("keep rows of a week together: hours of a week say no more than the week", () => {
    const [weekly, hourly] = [new WeeklyRatio(), new WeeklyRatio()];
    for (let week = 0; week < 30; week++) {
      for (let hour = 0; hour < 168; hour++) hourly.add(week, week % 2, 1);
      weekly.add(week, week % 2, 1);
    }
    expect(hourly.interval()).toEqual(weekly.interval());
  });

  it("of one week are the value itself, and of none there is none", () => {
    const ratio = new WeeklyRatio();
    expect(ratio.isEmpty).toBe(true);
    ratio.add(5, 1, 4);
    expect(ratio.interval()).toEqual({ value: 0.25, low: 0.25, high: 0.25 });
    expect(intervalOf(0, () => Number.NaN)).toEqual({ value: Number.NaN, low: Number.NaN, high: Number.NaN });
  });

  it("count weeks from the epoch", () => {
    expect(weekOf(Date.UTC(1970, 0, 7, 23))).toBe(0);
    expect(weekOf(Date.UTC(1970, 0, 8))).toBe(1);
  });
});
