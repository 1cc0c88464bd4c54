import { expect, test } from "vitest";
import { MarketSchema, PriceSchema } from "../../contract/rest/prices.ts";
import type { Bar } from "../../market/bars/bar.ts";
import { parseDecimal } from "../../market/bars/decimal.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";
import { dayOf } from "./bar-ticker.ts";
import { type Price, UNKNOWN_DAY } from "./price.ts";
import { PriceBoard, type PricedHub } from "./price-board.ts";
import { marketJson, priceJson } from "./price-json.ts";

const HOUR = 3_600_000;
const START = 1_700_002_800_000;
const d = (text: string) => parseDecimal(text, 16);

function hourly(hour: number, open: string, high: string, low: string, close: string): Bar {
  const openTime = START + hour * HOUR;
  return {
    openTime,
    closeTime: openTime + HOUR - 1,
    open: d(open),
    high: d(high),
    low: d(low),
    close: d(close),
    volume: d("1.5"),
    quoteVolume: d("10.0000000000000001"),
    n: 1,
    takerBuyVolume: d("0"),
    takerBuyQuoteVolume: d("0"),
    firstId: 1,
    lastId: 1,
    final: true,
    revision: 0,
    source: "trades",
  };
}

test("[REST-71] without an exchange ticker the day comes from hourly bars, exactly", () => {
  const bars = [
    hourly(0, "900", "999", "1", "900"),
    hourly(10, "3", "4", "2", "3"),
    hourly(33, "3", "3.5", "2.5", "2.9"),
  ];
  expect(dayOf(bars, 42)).toEqual({
    last: "2.9",
    change: "-0.1",
    changePercent: "-3.333",
    high: "4",
    low: "2",
    volume: "3",
    quoteVolume: "20.0000000000000002",
    bid: null,
    ask: null,
    time: 42,
  });
  expect(dayOf([], 42)).toBeUndefined();
});

const price: Price = {
  symbol: "BTCUSDT",
  name: 'Bit"coin',
  coin: "bitcoin",
  base: "BTC",
  quote: "USDT",
  day: { ...UNKNOWN_DAY, last: "67250.01234567890123", change: "-0.5", high: "NaN", time: 5 },
  state: "live",
  source: "binance",
  sparkline: ["1.10", "2"],
};

test("[REST-70] a price is valid JSON with every digit, and null for what is not a number", () => {
  const text = marketJson(price, undefined, "number");
  expect(text).toContain('"last":67250.01234567890123,');
  expect(MarketSchema.parse(JSON.parse(text))).toMatchObject({
    change: -0.5,
    high: null,
    sparkline: [1.1, 2],
  });
  expect(PriceSchema.parse(JSON.parse(priceJson(price, "string")))).toMatchObject({ change: "-0.5" });
});

function row(symbol: string): SymbolRow {
  return {
    symbol,
    feed: "push",
    tickSize: "1",
    stepSize: "1",
    latenessMs: 0,
    base: symbol,
    quote: "",
    name: symbol,
    status: "active",
    addedAt: 0,
  };
}

test("[REST-72] a hub that fails or is silent costs its own row only", async () => {
  const bars = [hourly(0, "1", "2", "1", "2")];
  const good = { getTicker: async () => null, getBars: async () => ({ bars }) };
  const down = async () => {
    throw new Error("down");
  };
  const never = () => new Promise<never>(() => {});
  const hubs: Record<string, Omit<PricedHub, "getStatus">> = {
    GOOD: good,
    DOWN: { getTicker: down, getBars: down },
    MUTE: { getTicker: never, getBars: never },
  };
  const board = new PriceBoard({
    symbols: async () => Object.keys(hubs).map(row),
    hub: (symbol) => ({ ...(hubs[symbol] ?? good), getStatus: down }),
    now: () => 7,
    sleep: () => new Promise((resolve) => setTimeout(resolve, 5)),
  });
  expect(board.current()).toBeUndefined();
  const { prices, asOf } = await board.collect();
  expect(asOf).toBe(7);
  expect(prices.map(({ symbol, day, state }) => [symbol, day.last, state])).toEqual([
    ["GOOD", "2", "unknown"],
    ["DOWN", null, "unknown"],
    ["MUTE", null, "unknown"],
  ]);
  expect(board.current()?.prices).toBe(prices);
});
