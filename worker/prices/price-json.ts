import type { DecimalStyle } from "../../contract/bar-json.ts";
import type { CoinMarket } from "../../contract/market.ts";
import { decimalJson } from "../market/decimal-json.ts";
import type { Day, Price } from "./price.ts";

/** What a price says of its 24 hours, in the order in which it is written. All decimals. */
export const DAY_FIELDS = [
  "last",
  "change",
  "changePercent",
  "high",
  "low",
  "volume",
  "quoteVolume",
  "bid",
  "ask",
] as const satisfies readonly (keyof Day)[];

/** What the market table has besides a price: the outside source's figures, where one told them. */
export type MarketExtra = Pick<CoinMarket, "marketCap" | "rank" | "circulatingSupply" | "source">;

/** A price as JSON text, every digit as it came. */
export function priceJson(price: Price, style: DecimalStyle): string {
  return `${fieldsJson(price, style)}}`;
}

/** A row of the market table as JSON text. */
export function marketJson(price: Price, extra: MarketExtra | undefined, style: DecimalStyle): string {
  const closes = price.sparkline.map((close) => decimalJson(close, style)).join(",");
  return (
    `${fieldsJson(price, style)},"sparkline":[${closes}],` +
    `"marketCap":${decimalJson(extra?.marketCap ?? null, style)},"rank":${extra?.rank ?? null},` +
    `"circulatingSupply":${decimalJson(extra?.circulatingSupply ?? null, style)},` +
    `"marketSource":${JSON.stringify(extra?.source ?? null)}}`
  );
}

function fieldsJson(price: Price, style: DecimalStyle): string {
  const { symbol, name, coin, base, quote, day, state, source } = price;
  const head = JSON.stringify({ symbol, name, coin, base, quote });
  const numbers = DAY_FIELDS.map((field) => `"${field}":${decimalJson(day[field], style)}`).join(",");
  return (
    `${head.slice(0, -1)},${numbers},"time":${day.time},"state":"${state}",` +
    `"source":${source === null ? "null" : `"${source}"`}`
  );
}
