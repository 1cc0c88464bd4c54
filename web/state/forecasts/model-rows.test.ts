import { describe, expect, it } from "vitest";
import { MODEL_IDS } from "../../../market/forecast/model-id.ts";
import type { ForecastModels, ForecastPerformance } from "../../api/forecasts-api.ts";
import { driftOf, isTrained, modelRows } from "./model-rows.ts";

const none = { n: 0, since: null, hidden: "too few", score: null };
const live = { days30: none, deployed: none };
const skill = { value: 0.03, low: 0.02, high: 0.04 };
const fold = {
  ...{ n: 900, pinballSkill: skill, pinball80SkillUnconditional: null, pinball80SkillScaled: null },
  ...{ maeSkill: null, coverage80: skill, coverage95: null, qlike: null, qlikeSkillHar: null },
};
const wish = { symbol: "BTCUSDT", timeframe: "1h", horizon: 5 } as const;

const performance: ForecastPerformance = {
  ...{ timeframe: "1h", symbol: "BTCUSDT", horizon: null, leastN: 100, asOf: 1, disclaimer: "" },
  models: [
    {
      ...{ model: "lstm", version: "abc", backtest: null },
      horizons: [
        { horizon: 1, walkForward: null, noSkill: null, live },
        { horizon: 5, walkForward: { ...fold, horizon: 5 }, noSkill: false, live },
      ],
      direction: { walkForward: null, noSkill: null, live },
    },
  ],
};

const registered: Omit<ForecastModels["models"][number], "model" | "timeframe"> = {
  kind: "learned",
  version: "abc",
  state: "ok",
  detail: null,
  horizons: [1, 5, 24],
  says: { quantiles: true, variance: true, direction: true },
  artifactAt: 7,
  trainedFrom: 1,
  trainedTo: 6,
  bytes: 10,
  sha256: null,
};
const registry: ForecastModels = {
  ...{ manifest: null, problem: null, asOf: 1, disclaimer: "" },
  models: [
    { ...registered, model: "lstm", timeframe: "12h", version: "of another timeframe" },
    { ...registered, model: "lstm", timeframe: "1h" },
  ],
  coins: [
    {
      ...{ symbol: "BTCUSDT", coin: "bitcoin", timeframe: "1h", trained: true, issuedAt: 1, artifactAt: 7 },
      models: [{ model: "lstm", state: "halved", reason: null }],
      drift: { psi: 0.3, action: "halved", n: 700, at: 1 },
    },
  ],
};

describe("models beside each other", () => {
  it("[FC-145] are all of them, the ensemble first, whether anything is known of them or not", () => {
    const rows = modelRows(null, { ...performance, models: [] }, wish);
    expect(rows.map(({ model }) => model)).toEqual(MODEL_IDS.toReversed());
    expect(rows[0]).toMatchObject({ model: "ml_ensemble", state: null, pinball: null, live: null });
  });

  it("[FC-145] have their figures of this horizon, and the state that this coin finds them in", () => {
    const row = modelRows(registry, performance, wish).find(({ model }) => model === "lstm");
    expect(row).toMatchObject({ state: "halved", version: "abc", trainedAt: 7, pinball: skill, live });
    expect(modelRows(registry, performance, { ...wish, symbol: "ETHUSDT" })[4]).toMatchObject({
      state: "ok",
    });
    const near = modelRows(registry, performance, { ...wish, horizon: 1 });
    expect(near.every(({ pinball }) => pinball === null)).toBe(true);
  });

  it("[FC-145] tell how far a coin has drifted, and whether they know it", () => {
    expect(driftOf(registry, wish)).toMatchObject({ psi: 0.3, action: "halved" });
    expect([isTrained(registry, wish), isTrained(registry, { ...wish, timeframe: "1d" })]).toEqual([
      true,
      null,
    ]);
  });
});
