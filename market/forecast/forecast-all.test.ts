import { describe, expect, it } from "vitest";
import { probabilitiesOf } from "./distribution.ts";
import type { Forecast } from "./forecast.ts";
import { forecastAll, type SaidAtBar } from "./forecast-all.ts";
import { LEARNED_MODEL_IDS, MODEL_IDS, type ModelId } from "./model-id.ts";
import { packForecasts, unpackForecasts } from "./packed-forecasts.ts";
import { directionOutlook, pathOutlook, said, saidAtBar } from "./test-data/said-at-bar.ts";

function forecasts(changes: Partial<SaidAtBar> = {}): Readonly<Record<ModelId, Forecast>> {
  const all = forecastAll(saidAtBar(changes));
  if (all === null) throw new Error("nothing was forecast");
  return all;
}

const silent = (reason: "missing" | "failed" | "hash_mismatch") => ({ reason, detail: "as told" });
const STATE = { n: 250, ln80: Math.log(1.2), ln95: Math.log(1.1) };

describe("[FC-75] from what a model says to what is served", () => {
  it("tells prices, intervals, volatility and times of each horizon", () => {
    const { lightgbm } = forecasts();
    expect(lightgbm).toMatchObject({ requested: "lightgbm", servedBy: "lightgbm", fallbackReason: null });
    expect(lightgbm).toMatchObject({ version: "aaa", issuedAt: 1_725_242_400_000, close: 60_000 });
    expect(lightgbm.horizons.map(({ targetTime }) => targetTime - lightgbm.issuedAt)).toEqual([
      3_600_000, 18_000_000, 86_400_000,
    ]);
    const [, five] = lightgbm.horizons;
    const width = 0.003 * Math.sqrt(5);
    expect(five?.interval80?.low).toBeCloseTo(60_000 * Math.exp(0.001 - width), 8);
    expect(five?.interval95?.high).toBeCloseTo(60_000 * Math.exp(0.001 + 2 * width), 8);
    expect(five?.prices?.[2]).toBeCloseTo(60_000 * Math.exp(0.001), 8);
    expect(five?.volatility).toBeCloseTo(width, 12);
    expect(five?.conformal).toEqual({ n: 0, factor80: 1, factor95: 1 });
  });

  it("widens by conformal first, and derives the chances from what is served", () => {
    const plain = forecasts().tcn;
    const { tcn } = forecasts({ conformal: { tcn: [STATE, STATE, STATE] } });
    const [, five] = tcn.horizons;
    expect(five?.base).toEqual(plain.horizons[1]?.quantiles);
    expect(five?.quantiles?.[1]).toBeCloseTo(-0.001 - 1.2 * 0.005 * Math.sqrt(5), 12);
    expect(five?.quantiles?.[4]).toBeCloseTo(-0.001 + 1.1 * 2 * 0.005 * Math.sqrt(5), 12);
    expect(five?.conformal.factor80).toBeCloseTo(1.2, 12);
    expect(five?.quantiles === undefined || five.quantiles === null).toBe(false);
    if (five?.quantiles) expect(tcn.probabilities).toEqual(probabilitiesOf(five.quantiles));
    expect(tcn.probabilities?.[1]).toBeLessThan(plain.probabilities?.[1] ?? 0);
  });

  it("keeps a model's own chances, summing to 1", () => {
    const { xgboost } = forecasts({
      answers: { ...saidAtBar().answers, xgboost: said(directionOutlook([0.2, 0.3, 0.50001])) },
    });
    expect(xgboost.probabilities?.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 15);
    expect(xgboost.call).toMatchObject({ class: 1, level: "low" });
  });
});

describe("[FC-72] the ensemble", () => {
  it("is the weighted mean of its members as they are served", () => {
    const {
      ml_ensemble: ensemble,
      lightgbm,
      tcn,
      har,
      xgboost,
    } = forecasts({
      conformal: { tcn: [STATE, STATE, STATE] },
    });
    for (const at of [0, 1, 2])
      for (const place of [0, 1, 2, 3, 4]) {
        const of = (one: Forecast) => one.horizons[at]?.quantiles?.[place] ?? Number.NaN;
        const mean = 0.5 * of(lightgbm) + 0.3 * of(tcn) + 0.2 * of(har);
        expect(of(ensemble)).toBeCloseTo(mean, 14);
      }
    const up = [xgboost, lightgbm, har].map(({ probabilities }) => probabilities?.[2] ?? Number.NaN);
    expect(ensemble.probabilities?.[2]).toBeCloseTo(
      0.4 * (up[0] ?? 0) + 0.4 * (up[1] ?? 0) + 0.2 * (up[2] ?? 0),
      14,
    );
    expect(ensemble.horizons[2]?.variance).toBeCloseTo(24 * (0.5 * 0.003 ** 2 + 0.5 * 0.004 ** 2), 16);
    expect(ensemble).toMatchObject({ version: "r3", servedBy: "ml_ensemble" });
    expect(ensemble.members?.missing).toEqual([]);
  });

  it("has its own conformal, on top of its members'", () => {
    const plain = forecasts().ml_ensemble.horizons[1];
    const told = forecasts({ conformal: { ml_ensemble: [STATE, STATE, STATE] } }).ml_ensemble.horizons[1];
    expect(told?.base).toEqual(plain?.quantiles);
    expect(told?.interval80?.high).toBeGreaterThan(plain?.interval80?.high ?? Infinity);
  });

  it("[FC-73] names a missing member and lets the others share its weight, output by output", () => {
    const { tcn: _, ...answers } = saidAtBar().answers;
    const {
      ml_ensemble: ensemble,
      lightgbm,
      har,
    } = forecasts({ answers: { ...answers, tcn: silent("hash_mismatch") } });
    const of = (one: Forecast) => one.horizons[0]?.quantiles?.[1] ?? Number.NaN;
    expect(of(ensemble)).toBeCloseTo((0.5 * of(lightgbm) + 0.2 * of(har)) / 0.7, 14);
    expect(ensemble.members?.missing).toEqual([{ model: "tcn", reason: "hash_mismatch" }]);
    const used = ensemble.members?.used.find(({ model }) => model === "lightgbm");
    expect(used?.quantileWeights[0]).toBeCloseTo(0.5 / 0.7, 14);
    expect(used?.directionWeight).toBe(0.4);
  });

  it("[FC-73] counts a drifting member half and leaves a withdrawn one out", () => {
    const halved = forecasts({ drift: { lightgbm: "halved" } }).ml_ensemble.members?.used;
    expect(halved?.find(({ model }) => model === "lightgbm")).toMatchObject({ halved: true });
    expect(halved?.find(({ model }) => model === "lightgbm")?.quantileWeights[0]).toBeCloseTo(
      0.25 / 0.75,
      14,
    );
    const { ml_ensemble: ensemble, lightgbm } = forecasts({ drift: { lightgbm: "withdrawn" } });
    expect(ensemble.members?.missing).toEqual([{ model: "lightgbm", reason: "withdrawn" }]);
    expect(lightgbm).toMatchObject({ servedBy: "arima", fallbackReason: "withdrawn" });
  });

  it("[FC-74] is no ensemble without a trained member, or where an output has no member left", () => {
    const { lightgbm: _l, tcn: _t, xgboost: _x, ...baselines } = saidAtBar().answers;
    expect(forecasts({ answers: baselines }).ml_ensemble).toMatchObject({
      servedBy: "arima",
      fallbackReason: "missing",
    });
    const { har: _, ...rest } = saidAtBar().answers;
    const without = { ...rest, lightgbm: silent("failed"), har: silent("failed") };
    expect(forecasts({ answers: without }).ml_ensemble).toMatchObject({
      servedBy: "arima",
      fallbackReason: "failed",
    });
  });
});

describe("[FC-80] who answers", () => {
  it("is the model that was asked for, else arima, else naive, with the reason", () => {
    const answers = { ...saidAtBar().answers, lightgbm: silent("hash_mismatch") };
    expect(forecasts({ answers }).lightgbm).toMatchObject({
      ...{ requested: "lightgbm", servedBy: "arima", version: "baseline-1" },
      ...{ fallbackReason: "hash_mismatch", fallbackDetail: "as told" },
    });
    const neither = { ...answers, arima: silent("failed") };
    expect(forecasts({ answers: neither }).lightgbm).toMatchObject({
      servedBy: "naive",
      fallbackReason: "hash_mismatch",
    });
    expect(forecasts({ answers: neither }).arima).toMatchObject({
      servedBy: "naive",
      fallbackReason: "failed",
    });
    expect(forecasts().lstm).toMatchObject({ servedBy: "arima", fallbackReason: "missing" });
  });

  it("is nobody where not even naive speaks", () => {
    const { naive: _, ...answers } = saidAtBar().answers;
    expect(forecastAll(saidAtBar({ answers }))).toBeNull();
  });

  it("[FC-81] is a baseline where no model is trained for the timeframe", () => {
    const horizons = (outlook = pathOutlook(0.004)) => ({
      ...outlook,
      horizons: outlook.horizons.slice(0, 2),
    });
    const answers = { naive: said(horizons()), har: said(horizons()), lightgbm: said(horizons()) };
    const all = forecasts({ timeframe: "4h", answers });
    for (const model of [...LEARNED_MODEL_IDS, "ml_ensemble"] as const)
      expect(all[model]).toMatchObject({ servedBy: "naive", fallbackReason: "unsupported_timeframe" });
    expect(all.har).toMatchObject({ servedBy: "har", fallbackReason: null });
  });

  it("[FC-81] is a baseline below 512 final bars", () => {
    const all = forecasts({ barCount: 511 });
    expect(all.lightgbm).toMatchObject({ servedBy: "arima", fallbackReason: "short_history" });
    expect(all.ml_ensemble.fallbackReason).toBe("short_history");
    expect(all.har.fallbackReason).toBeNull();
  });

  it("[FC-81] is naive once the last final bar closed more than two bars ago", () => {
    const closed = 1_725_242_400_000;
    const at = forecasts({ now: closed + 7_200_000 });
    expect(at.ml_ensemble.fallbackReason).toBeNull();
    const late = forecasts({ now: closed + 7_200_001 });
    for (const model of MODEL_IDS) expect(late[model].servedBy).toBe("naive");
    expect(late.har.fallbackReason).toBe("stale_data");
    expect(late.naive.fallbackReason).toBeNull();
  });

  it("[FC-81] [FC-91] is told by the same reason when the log is read later", () => {
    const now = 1_725_242_400_000 + 7_200_001;
    for (const changes of [{}, { barCount: 511 }]) {
      const place = saidAtBar(changes);
      const issued = forecasts(changes);
      const read = unpackForecasts(place, packForecasts(issued), now);
      expect(unpackForecasts(place, packForecasts(issued), null)).toEqual(issued);
      for (const model of ["ml_ensemble", "lightgbm", "har"] as const)
        expect(read?.[model].fallbackReason).toBe(forecasts({ ...changes, now })[model].fallbackReason);
    }
  });
});

describe("[FC-82] the call", () => {
  it.each([
    [[0.1, 0.14, 0.76], 1, "high"],
    [[0.75, 0.15, 0.1], -1, "medium"],
    [[0.2, 0.6, 0.2], 0, "low"],
    [[0.4, 0.4, 0.2], -1, "low"],
    [[0.2, 0.4, 0.4], 0, "low"],
  ] as const)("of %j is %i, %s", (chances, isClass, level) => {
    const answers = { ...saidAtBar().answers, xgboost: said(directionOutlook(chances)) };
    const { call } = forecasts({ answers }).xgboost;
    expect(call).toMatchObject({ class: isClass, level });
    expect(call?.confidence).toBeCloseTo(Math.max(...chances), 14);
  });
});

describe("[FC-83] what a model does not say", () => {
  it("is null, with a reason", () => {
    const { xgboost, har } = forecasts();
    expect(xgboost.horizons.every((one) => one.quantiles === null && one.prices === null)).toBe(true);
    expect(xgboost.absent.map(({ output }) => output)).toEqual(["quantiles", "variance"]);
    expect(har.call).toBeNull();
    expect(har.probabilities).not.toBeNull();
    expect(har.absent).toEqual([{ output: "call", why: expect.stringMatching(/^har knows how far/) }]);
  });
});
