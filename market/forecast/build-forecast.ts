import { exponential } from "../statistics/exponential.ts";
import { type EpochMs, TIMEFRAME_MS, type Timeframe } from "../time/timeframe.ts";
import { absentOutputs, callsDirection } from "./absent-outputs.ts";
import { directionCall } from "./direction-call.ts";
import type { Chosen } from "./fallback.ts";
import type { Forecast, HorizonForecast, PriceInterval, PriceQuantiles } from "./forecast.ts";
import type { ModelId } from "./model-id.ts";
import type { Quantiles } from "./outlook.ts";
import type { ServedAnswer } from "./served-outlook.ts";

/** The bar that forecasts are issued at. */
export interface ForecastPlace {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly openTime: EpochMs;
  readonly close: number;
}

/** What is told of who answered, in full: prices, intervals, volatility, the call, and what is absent. */
export function buildForecast(
  place: ForecastPlace,
  requested: ModelId,
  { servedBy, spoken, because }: Chosen<ServedAnswer>,
): Forecast {
  const { outlook, version, members } = spoken;
  const issuedAt = place.openTime + TIMEFRAME_MS[place.timeframe];
  const horizons = outlook.horizons.map(({ horizon, quantiles, variance }, at): HorizonForecast => {
    const prices = quantiles === null ? null : pricesOf(place.close, quantiles);
    return {
      horizon,
      targetTime: issuedAt + horizon * TIMEFRAME_MS[place.timeframe],
      base: outlook.base[at] ?? null,
      quantiles,
      prices,
      interval80: prices === null ? null : interval(prices[1], prices[3]),
      interval95: prices === null ? null : interval(prices[0], prices[4]),
      variance,
      volatility: variance === null ? null : Math.sqrt(variance),
      conformal: outlook.factors[at] ?? { n: 0, factor80: 1, factor95: 1 },
    };
  });
  const { probabilities } = outlook;
  return {
    symbol: place.symbol,
    timeframe: place.timeframe,
    requested,
    servedBy,
    fallbackReason: because?.reason ?? null,
    fallbackDetail: because?.detail ?? null,
    version,
    openTime: place.openTime,
    issuedAt,
    close: place.close,
    horizons,
    probabilities,
    call: probabilities === null || !callsDirection(servedBy) ? null : directionCall(probabilities),
    absent: absentOutputs(servedBy, horizons, probabilities),
    members,
  };
}

function pricesOf(close: number, [a, b, c, d, e]: Quantiles): PriceQuantiles {
  const price = (log: number) => close * exponential(log);
  return [price(a), price(b), price(c), price(d), price(e)];
}

function interval(low: number, high: number): PriceInterval {
  return { low, high };
}
