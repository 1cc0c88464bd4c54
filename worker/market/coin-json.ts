import type { DecimalStyle } from "../../contract/bar-json.ts";
import type { CoinMarket } from "../../contract/market.ts";
import type { CoinRow } from "../../platform/d1/schema/coins.ts";
import type { Price } from "../prices/price.ts";
import { DAY_FIELDS } from "../prices/price-json.ts";
import type { KnownCoin } from "./coin-book.ts";
import { objectJson } from "./decimal-json.ts";
import { MARKET_AMOUNTS } from "./market-data.ts";

const DAY_AMOUNTS: ReadonlySet<string> = new Set(DAY_FIELDS);
const DETAIL_AMOUNTS: ReadonlySet<string> = new Set([
  "marketCap",
  "circulatingSupply",
  "totalSupply",
  "maxSupply",
  "allTimeHigh",
  "allTimeLow",
]);

/** A coin as JSON text: who it is, our own 24 hours of it, an outside source's market, its details. */
export function coinJson(
  coin: KnownCoin,
  price: Price | undefined,
  market: CoinMarket | undefined,
  style: DecimalStyle,
): string {
  const head = JSON.stringify({ coin: coin.id, base: coin.base, name: coin.name });
  return (
    `${head.slice(0, -1)},"day":${price === undefined ? "null" : dayJson(price, style)},` +
    `"market":${market === undefined ? "null" : marketJson(market, style)},` +
    `"details":${coin.row === null ? "null" : detailsJson(coin.row, style)}}`
  );
}

function dayJson({ symbol, day, state }: Price, style: DecimalStyle): string {
  const { bid: _bid, ask: _ask, ...numbers } = day;
  return objectJson({ symbol, ...numbers, state }, DAY_AMOUNTS, style);
}

function marketJson({ coin: _coin, ...market }: CoinMarket, style: DecimalStyle): string {
  return objectJson(market, MARKET_AMOUNTS, style);
}

function detailsJson(row: CoinRow, style: DecimalStyle): string {
  const { id: _id, number: _number, base: _base, name: _name, categories, updatedAt, ...details } = row;
  return objectJson({ ...details, categories: listOf(categories), asOf: updatedAt }, DETAIL_AMOUNTS, style);
}

function listOf(text: string | null): string[] {
  const value: unknown = text === null ? [] : JSON.parse(text);
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
