import { describe, expect, it } from "vitest";
import { FORECAST_DISCLAIMER } from "../../../contract/rest/forecasts.ts";
import { MODEL_IDS } from "../../../market/forecast/model-id.ts";
import { FALLBACK_REASONS } from "../../../market/forecast/outlook.ts";
import { FORECAST_NOTE, reasonText, servedText } from "./model-words.ts";
import {
  liveDirectionText,
  liveHorizonText,
  signedPercent,
  skillText,
  skillVerdict,
  tooFewText,
} from "./skill-words.ts";

describe("words for a forecast", () => {
  it("[FC-141] end with what they are not, as the server says it", () => {
    expect(FORECAST_NOTE).toBe(FORECAST_DISCLAIMER);
  });

  it("[FC-141] tell who answers, and why somebody else does", () => {
    expect(servedText("naive", "naive", null)).toBe(
      "By Naive: the last close stays; returns as in the last 500 bars.",
    );
    expect(servedText("ml_ensemble", "arima", "unsupported_timeframe")).toMatch(
      /^By ARIMA \(.+\) instead of Ensemble, because models are trained for 1h, 12h and 1d alone\.$/,
    );
  });

  it("[FC-141] tell every reason and every model apart", () => {
    expect(new Set(FALLBACK_REASONS.map(reasonText)).size).toBe(FALLBACK_REASONS.length);
    expect(new Set(MODEL_IDS.map((id) => servedText(id, id, null))).size).toBe(MODEL_IDS.length);
  });

  it("[FC-142] speak of skill only where the whole interval does", () => {
    expect(skillVerdict({ value: 0.034, low: 0.029, high: 0.039 })).toBe("skill");
    expect(skillVerdict({ value: 0.034, low: 0, high: 0.07 })).toBe("none");
    expect(skillVerdict({ value: 0.01, low: -0.01, high: 0.02 })).toBe("none");
    expect(skillVerdict({ value: -0.02, low: -0.03, high: -0.01 })).toBe("worse");
    expect(skillText({ value: 0.0344, low: -0.029, high: 0.0391 })).toBe("+3.4 % (−2.9 to 3.9)");
  });

  it("sign what is shown, not what was rounded away", () => {
    expect([0.0344, -0.0344, 0.0001, -0.0001, 0].map((part) => signedPercent(part))).toEqual([
      "+3.4 %",
      "−3.4 %",
      "0.0 %",
      "0.0 %",
      "0.0 %",
    ]);
  });

  it("[FC-142] count up to what a live record needs", () => {
    expect(tooFewText(17)).toBe("not enough yet: 17 of 100");
  });

  it("[FC-142] tell a live record from a hundred forecasts on", () => {
    const horizon = { maeSkill: null, coverage95: 0.95, qlikeSkillHar: null };
    const direction = { brierSkill: null, ece: null, reliability: [] };
    const known = { n: 1_214, since: 1, hidden: null };
    const few = { n: 17, since: 1, hidden: "fewer than 100", score: null };
    expect([
      liveHorizonText({ ...known, score: { ...horizon, pinballSkill: 0.021, coverage80: 0.792 } }),
      liveHorizonText({ ...known, score: { ...horizon, pinballSkill: null, coverage80: null } }),
      liveHorizonText(few),
      liveDirectionText({ ...known, score: { ...direction, logLossSkill: -0.01, accuracy: 0.52 } }),
      liveDirectionText({ ...few, n: 214, hidden: "it was withdrawn" }),
    ]).toEqual([
      "+2.1 %, 79 % inside 80 %, n 1,214",
      "n 1,214",
      "not enough yet: 17 of 100",
      "−1.0 %, 52 % right, n 1,214",
      "it was withdrawn",
    ]);
  });
});
