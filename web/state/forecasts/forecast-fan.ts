import type { ForecastView } from "../../api/forecasts-api.ts";
import { formatDecimal } from "../../format/decimal.ts";
import { type FanHorizon, type ForecastFan, fanPath } from "./fan.ts";
import { barsText, MODEL_WORDS } from "./model-words.ts";

/** The fan that the chart draws of a forecast; null where the one who answered gives no path. */
export function fanOf(forecast: ForecastView | null): ForecastFan | null {
  if (forecast === null) return null;
  const horizons = forecast.horizons.flatMap(({ horizon, quantiles }): FanHorizon[] =>
    quantiles === null ? [] : [{ horizon, quantiles }],
  );
  const points = fanPath(forecast.close, horizons);
  return points.length === 0 ? null : { openTime: forecast.openTime, points };
}

/** What the chart says of its fan in a line, and all of it in words for those who cannot see it. */
export interface FanNote {
  readonly short: string;
  readonly long: string;
}

/** @param digits fractional digits of a price. */
export function fanNote(forecast: ForecastView, digits: number): FanNote {
  const { servedBy, requested, timeframe } = forecast;
  const name = MODEL_WORDS[servedBy].name;
  const instead = servedBy === requested ? "" : ` instead of ${MODEL_WORDS[requested].name}`;
  const price = (value: number) => formatDecimal(value, digits);
  const told = forecast.horizons.flatMap(({ horizon, prices }) =>
    prices === null ? [] : [{ horizon, prices }],
  );
  const last = told.at(-1);
  if (last === undefined) {
    const text = `Forecast by ${name}${instead}: no path, the direction alone`;
    return { short: text, long: `${text}.` };
  }
  const [, low, middle, high] = last.prices;
  const each = told.map(
    ({ horizon, prices: [a, b, c, d, e] }) =>
      `in ${barsText(horizon)} the median is ${price(c)}, four in five between ${price(b)} and ${price(d)}, ` +
      `19 in 20 between ${price(a)} and ${price(e)}`,
  );
  return {
    short: `${name}${instead} · in ${barsText(last.horizon)} ${price(middle)}, 80 % ${price(low)} – ${price(high)}`,
    long:
      `Forecast of ${forecast.symbol}, ${timeframe}, by ${name}${instead}, from the close ${price(forecast.close)}: ` +
      `${each.join("; ")}. Statistics of the past; no investment advice.`,
  };
}
