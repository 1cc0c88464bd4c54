import { describe, expect, it } from "vitest";
import type { ForecastView, HorizonForecastView } from "../../api/forecasts-api.ts";
import { fanNote, fanOf } from "./forecast-fan.ts";

const horizon = (bars: number, quantiles: HorizonForecastView["quantiles"]): HorizonForecastView => ({
  ...{ horizon: bars, targetTime: bars, base: quantiles, quantiles },
  prices: quantiles && [90, 95, 100.5, 106, 112],
  ...{ interval80: null, interval95: null, variance: null, volatility: null },
  conformal: { n: 0, factor80: 1, factor95: 1 },
});
const forecast: ForecastView = {
  ...{ symbol: "BTCUSDT", timeframe: "1h", requested: "ml_ensemble", servedBy: "ml_ensemble" },
  ...{ fallbackReason: null, fallbackDetail: null, version: "a", openTime: 7, issuedAt: 8, final: true },
  ...{ revision: 0, close: 100, loggedAt: null, price: null, priceAsOf: null, priceSource: "bar" },
  inSample: false,
  ...{ probabilities: null, call: null, absent: [], members: null, skill: null, live: null, backtest: null },
  horizons: [horizon(1, [-0.1, -0.05, 0, 0.05, 0.1]), horizon(5, [-0.2, -0.1, 0, 0.1, 0.2])],
};
const directionAlone: ForecastView = {
  ...forecast,
  ...{ requested: "xgboost", servedBy: "xgboost", horizons: [horizon(1, null), horizon(5, null)] },
};

describe("the fan on the chart", () => {
  it("[FC-140] starts at the bar that was forecast from, and ends at the last horizon", () => {
    const fan = fanOf(forecast);
    expect(fan?.openTime).toBe(7);
    expect(fan?.points.at(-1)).toMatchObject({ ahead: 5, isForecast: true });
  });

  it("[FC-140] is none where nothing is forecast, or no path", () => {
    expect([fanOf(null), fanOf(directionAlone)]).toEqual([null, null]);
    expect(fanNote(directionAlone, 2).short).toBe("Forecast by XGBoost: no path, the direction alone");
  });

  it("[FC-140] is told in words, every horizon and both intervals, with who stands in for whom", () => {
    const { short, long } = fanNote({ ...forecast, servedBy: "arima" }, 1);
    expect(short).toBe("ARIMA instead of Ensemble · in 5 bars 100.5, 80 % 95.0 – 106.0");
    expect(long).toMatch(
      /from the close 100\.0: in 1 bar the median is 100\.5.*; in 5 bars .*19 in 20 between 90\.0 and 112\.0\./,
    );
    expect(long).toMatch(/no investment advice/);
  });
});
