import { describe, expect, it } from "vitest";
import { horizonsOf, MODEL_TIMEFRAMES } from "../../../market/forecast/horizons.ts";
import { forecastPath, horizonIn, parseForecastChoice } from "./forecast-choice.ts";

const searchOf = (path: string) => path.slice(path.indexOf("?"));

describe("what the forecasts page shows", () => {
  it("[FC-143] is in its address", () => {
    const choice = { symbol: "ETHUSDT", timeframe: "12h", horizon: 1, model: "lstm" } as const;
    expect(parseForecastChoice(searchOf(forecastPath(choice)))).toEqual(choice);
    const open = { symbol: null, timeframe: "1h", horizon: 24, model: "ml_ensemble" } as const;
    expect(parseForecastChoice(searchOf(forecastPath(open)))).toEqual(open);
  });

  it("[FC-143] is the ensemble's five bars of an hour where nothing, or nonsense, is asked for", () => {
    const usual = { symbol: null, timeframe: "1h", horizon: 5, model: "ml_ensemble" };
    expect(parseForecastChoice("")).toEqual(usual);
    expect(parseForecastChoice("?symbol=a/b&tf=15m&horizon=7&model=oracle")).toEqual(usual);
  });

  it("[FC-1] has no horizon that the timeframe does not have", () => {
    expect(parseForecastChoice("?tf=1d&horizon=24").horizon).toBe(5);
    for (const timeframe of MODEL_TIMEFRAMES)
      expect(horizonsOf(timeframe)).toContain(horizonIn(timeframe, 24));
  });
});
