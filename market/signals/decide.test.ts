import { describe, expect, it } from "vitest";
import type { CalibrationTable } from "./calibration.ts";
import { bucketOf, experienceOf, LEAST_CASES } from "./calibration.ts";
import { CALIBRATION } from "./calibration-table.ts";
import { decide } from "./decide.ts";
import { levelsAt } from "./levels.ts";
import { mirrored, RISING, thoughtScene } from "./test-data/scene.ts";
import { roundTripCosts, SIGNAL_RULES } from "./weights.ts";

const SCENE = thoughtScene(RISING, { previous: RISING });

describe("a decision", () => {
  it("[SIG-1] is BUY or SELL from the threshold on, and says what speaks for and against it", () => {
    const buy = decide(SCENE, "1h");
    expect(buy).toMatchObject({ signal: "BUY", version: SIGNAL_RULES.version });
    expect(buy.closeTime).toBe(buy.openTime + 3_599_999);
    expect(buy.score).toBeGreaterThanOrEqual(SIGNAL_RULES.threshold);
    expect(buy.reasons[0]).toMatch(/^BUY: the votes sum to 0\.\d\d; a signal takes 0\.50/);
    expect(buy.reasons[1]).toMatch(/^For BUY most: Up on every horizon/);
    const sell = decide(mirrored(SCENE), "1h");
    expect(sell.signal).toBe("SELL");
    expect(sell.score).toBeCloseTo(-buy.score, 9);
    // The votes of a calm market do not agree: neither side has it.
    const calm = decide(
      thoughtScene({ ...RISING, ema9: 111, ema21: 112, rsi: 45, macd: { histogram: -1 } }),
      "1h",
    );
    expect(calm).toMatchObject({ signal: "HOLD" });
    expect(calm.reasons[0]).toMatch(/^HOLD: the votes sum to 0\.\d\d; a signal takes 0\.50 either way/);
    expect(calm.reasons[2]).toMatch(/^Against it most: /);
  });

  it("[SIG-21] is HOLD where target 1 is no further than a round trip costs", () => {
    const costs = roundTripCosts(SIGNAL_RULES);
    expect(costs).toBeCloseTo(0.0024, 12);
    const target = SIGNAL_RULES.levels.targetsAtr[0];
    const at = (share: number) =>
      decide(thoughtScene({ ...RISING, atr: (110 * costs * share) / target }), "1h");
    expect(at(1.001)).toMatchObject({ signal: "BUY" });
    expect(at(0.999)).toMatchObject({ signal: "HOLD" });
    expect(at(0.999).reasons[0]).toBe("HOLD: target 1 is 0.24 % away, and going in and out costs 0.24 %.");
    expect(at(0.5).levels).not.toBeNull();
  });

  it("[SIG-5] is HOLD while too few can vote, or there is no ATR to set levels by", () => {
    const { ema200: _, ...young } = RISING;
    const { adx: _adx, bollinger: _bands, ...younger } = young;
    expect(decide(thoughtScene(young), "1h").signal).toBe("BUY");
    const decision = decide(thoughtScene(younger), "1h");
    expect(decision.signal).toBe("HOLD");
    expect(decision.reasons[0]).toMatch(/^HOLD: the series is too young: votes worth \d+ % could be cast/);
    const { atr: _atr, ...without } = RISING;
    expect(decide(thoughtScene(without), "1h")).toMatchObject({ signal: "HOLD", levels: null, move: null });
  });

  it("[SIG-16] says why a model has no vote", () => {
    const prediction = {
      model: "lstm",
      classes: ["down", "up"],
      probabilities: [0.1, 0.9],
      skill: -0.1,
      issuedAt: 1_723_161_600_000,
    } as const;
    expect(decide(SCENE, "1h").reasons.at(-1)).toContain("No model predicts here");
    expect(decide({ ...SCENE, prediction }, "1h").reasons.at(-1)).toContain(
      "lstm does not beat the naive forecast",
    );
    expect(decide({ ...SCENE, prediction: { ...prediction, skill: null } }, "1h").reasons.at(-1)).toContain(
      "lstm is not known to beat",
    );
    const skilled = decide({ ...SCENE, prediction: { ...prediction, skill: 0.1 } }, "1h");
    expect(skilled.reasons.at(-1)).toMatch(/^In \d+ earlier cases/);
    expect(skilled.score).toBeGreaterThan(decide(SCENE, "1h").score);
  });
});

describe("the levels", () => {
  it("[SIG-20] lie 1.5 ATR behind and 2, 3 and 4 ATR before the close, the zone half a percent around it", () => {
    expect(levelsAt("BUY", 200, 4, SIGNAL_RULES)).toEqual({
      ...{ entry: 200, entryLow: 199, entryHigh: 200.99999999999997, atr: 4, riskReward: 2 / 1.5 },
      ...{ stopLoss: 194, takeProfits: [208, 212, 216] },
    });
    expect(levelsAt("SELL", 200, 4, SIGNAL_RULES)).toMatchObject({
      stopLoss: 206,
      takeProfits: [192, 188, 184],
    });
  });

  it("[SIG-20] are none where they would lead nowhere", () => {
    expect(levelsAt("BUY", 100, null, SIGNAL_RULES)).toBeNull();
    expect(levelsAt("BUY", 100, 0, SIGNAL_RULES)).toBeNull();
    expect(levelsAt("SELL", 100, 25, SIGNAL_RULES)).toBeNull();
    expect(levelsAt("BUY", 100, 1e-15, SIGNAL_RULES)).toBeNull();
  });
});

describe("the confidence", () => {
  const cell = (n: number, target1: number, stop: number, otherAtr = 0) => ({ n, target1, stop, otherAtr });
  const table: CalibrationTable = {
    rules: "test",
    bounds: [0.5, 0.6, 1],
    basis: { "1h": "AAAUSDT on 1h" },
    cells: {
      "1h": {
        BUY: [cell(400, 160, 200, 0.5), cell(150, 60, 90)],
        SELL: [cell(300, 120, 180), cell(49, 20, 29)],
      },
    },
  };
  const of = (score: number, side: "BUY" | "SELL" = "BUY", timeframe: "1h" | "4h" = "1h", rules = "test") =>
    experienceOf(timeframe, side, score, { target: 2, stop: 1.5 }, rules, table);

  it("[SIG-30] is the observed frequency in the score's bucket, and what such signals gave", () => {
    const told = of(0.55);
    expect(told.confidence).toEqual({
      ...{ value: 0.4, n: 400, bucket: [0.5, 0.6] },
      basis: "BUY signals of AAAUSDT on 1h",
    });
    expect(told.meanAtr).toBeCloseTo((160 * 2 - 200 * 1.5 + 40 * 0.5) / 400, 12);
    expect(of(-0.55, "SELL").confidence).toMatchObject({ value: 0.4, n: 300 });
  });

  it("[SIG-31] takes the sides together where one alone has too few cases, and is null below 200", () => {
    expect(LEAST_CASES).toBe(200);
    expect(of(0.6).confidence).toEqual({
      ...{ value: null, n: 199, bucket: [0.6, 1], basis: "BUY and SELL signals of AAAUSDT on 1h" },
    });
    expect(of(0.6).meanAtr).toBeNull();
    const [low, high] = table.cells["1h"]?.BUY ?? [];
    if (low === undefined || high === undefined) throw new Error("no cells");
    const one = {
      ...table,
      cells: { "1h": { BUY: [low, cell(151, 61, 90)], SELL: [low, cell(49, 20, 29)] } },
    };
    const told = experienceOf("1h", "SELL", -0.7, { target: 2, stop: 1.5 }, "test", one);
    expect(told.confidence).toMatchObject({ value: 81 / 200, n: 200 });
  });

  it("[SIG-31] is null where nothing was counted: below the threshold, other frames, other rules", () => {
    expect(of(0.3).confidence).toMatchObject({ value: null, n: 0 });
    expect(of(0.55, "BUY", "4h").confidence.basis).toBe("no record of 4h bars was counted");
    expect(of(0.55, "BUY", "1h", "2").confidence.basis).toBe("no record was counted under rules 2");
  });

  it("[SIG-32] a sentence says what such signals gave after costs", () => {
    const decision = decide(SCENE, "1h");
    const { confidence, move } = decision;
    expect(confidence.n).toBeGreaterThanOrEqual(LEAST_CASES);
    const { value } = confidence;
    if (value === null || move === null || move.expectancy === null) throw new Error("uncalibrated");
    expect(decision.reasons[2]).toBe(
      `In ${confidence.n} earlier cases of such a score target 1 came before the stop in ${(100 * value).toFixed(0)} %; ` +
        `after costs that ${move.expectancy > 0 ? "gains" : "loses"} ${(100 * Math.abs(move.expectancy)).toFixed(2)} % a trade.`,
    );
  });

  it("[SIG-33] the table in force was counted under the rules in force, and its counts add up", () => {
    expect(CALIBRATION.rules).toBe(SIGNAL_RULES.version);
    expect(CALIBRATION.bounds[0]).toBe(SIGNAL_RULES.threshold);
    expect(CALIBRATION.bounds.at(-1)).toBe(1);
    for (const [timeframe, sides] of Object.entries(CALIBRATION.cells)) {
      for (const { n, target1, stop } of [...sides.BUY, ...sides.SELL]) {
        expect(target1 + stop, timeframe).toBeLessThanOrEqual(n);
      }
    }
    expect([0.49, -0.5, 0.55, 1].map((score) => bucketOf(score, CALIBRATION.bounds))).toEqual([-1, 0, 1, 3]);
  });
});
