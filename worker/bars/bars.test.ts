import { expect, test } from "vitest";
import type { BarPage, BarQuery } from "../../contract/hub.ts";
import type { Bar } from "../../market/bars/bar.ts";
import { parseDecimal } from "../../market/bars/decimal.ts";
import { freshnessOf } from "./bar-freshness.ts";
import { barQueryOf, nextCursor } from "./bar-request.ts";
import { asOfBars, barListJson, barsCsv } from "./bar-text.ts";

const MINUTE = 60_000;
const START = 1_700_000_040_000;
const d = (text: string) => parseDecimal(text, 16);

function bar(minute: number, final = true): Bar {
  const openTime = START + minute * MINUTE;
  return {
    openTime,
    closeTime: openTime + MINUTE - 1,
    open: d("67250.01"),
    high: d("67250.02"),
    low: d("67250"),
    close: d("67250.01"),
    volume: d("0.00000001"),
    quoteVolume: d("1325380.9115671012345678"),
    n: 3,
    takerBuyVolume: d("0"),
    takerBuyQuoteVolume: d("0"),
    firstId: null,
    lastId: null,
    final,
    revision: 0,
    source: "kline",
  };
}

const page = (bars: readonly Bar[], more = false): BarPage => ({ bars, more });
const request = { timeframe: "1m", limit: 3, forming: true } as const;

test("[REST-61] with from, pages run forward until the range ends", () => {
  const first = barQueryOf({ ...request, from: START, to: START + 10 * MINUTE });
  expect(first).toMatchObject({ from: START, to: START + 10 * MINUTE, limit: 3 });
  const cursor = nextCursor(first, page([bar(0), bar(1), bar(2)], true));
  const second = barQueryOf({ ...request, from: START, to: START + 10 * MINUTE, cursor: cursor ?? "" });
  expect(second).toMatchObject({ from: START + 3 * MINUTE, to: START + 10 * MINUTE });
  expect(nextCursor(second, page([bar(3)], false))).toBeNull();
});

test("[REST-61] without from, pages run backward from the newest", () => {
  const first = barQueryOf(request);
  const cursor = nextCursor(first, page([bar(7), bar(8), bar(9)], true));
  const second = barQueryOf({ ...request, cursor: cursor ?? "" });
  expect(second).toMatchObject({ to: START + 7 * MINUTE - 1 });
  expect(second).not.toHaveProperty("from");
});

test("[REST-61] a foreign cursor or an empty range is invalid input", () => {
  const fails = (wish: object) => expect(() => barQueryOf({ ...request, ...wish })).toThrow();
  fails({ cursor: "%%%" });
  fails({ cursor: btoa("x123") });
  fails({ from: 2, to: 1 });
});

test("[REST-62] only a closed, whole, settled final range of an exchange is immutable", () => {
  const bars = [bar(0), bar(1), bar(2)];
  const query: BarQuery = { timeframe: "1m", from: START, to: START + 2 * MINUTE, limit: 500 };
  const later = START + 10 * 86_400_000;
  const control = (q: BarQuery, p: BarPage, feed: "binance" | "push" = "binance", now = later) =>
    freshnessOf(q, p, feed, now).cacheControl;
  const settled = (list: readonly Bar[], more = false) => ({ ...page(list, more), settled: true });
  expect(control(query, settled(bars))).toContain("immutable");
  expect(control(query, settled(bars), "push")).not.toContain("immutable");
  // However old it is by our clock: a recording may be playing.
  expect(control(query, page(bars))).not.toContain("immutable");
  expect(control(query, settled([bar(0), bar(2)]))).not.toContain("immutable");
  expect(control(query, settled([bar(0), bar(1)]))).not.toContain("immutable");
  expect(control(query, settled([]))).not.toContain("immutable");
  expect(control({ ...query, limit: 2 }, settled([bar(0), bar(1)], true))).toContain("immutable");
  const { to: _, ...open } = query;
  expect(control(open, page(bars))).toBe("public, max-age=1");
  expect(control(query, page([bar(0), bar(1), bar(2, false)]), "binance", START + 2 * MINUTE)).toBe(
    "public, max-age=1",
  );
});

test("[REST-60] JSON holds every digit; decimals=string quotes them", () => {
  const text = barListJson("BTCUSDT", "1m", [bar(0)], null, "number", 0);
  expect(text).toContain('"quoteVolume":1325380.9115671012345678,');
  expect(JSON.parse(barListJson("BTCUSDT", "1m", [bar(0)], "c", "string", 0))).toMatchObject({
    symbol: "BTCUSDT",
    bars: [{ quoteVolume: "1325380.9115671012345678", firstId: null }],
    asOf: START + MINUTE - 1,
    cursor: "c",
  });
  expect(asOfBars([bar(0, false)], START + 5)).toBe(START + 5);
  expect(asOfBars([], 1)).toBeNull();
});

test("[REST-63] CSV holds the same digits, unknown ids empty", () => {
  const [header, row, ...rest] = barsCsv([bar(0)]).split("\r\n");
  expect(header?.split(",")).toHaveLength(16);
  expect(row).toBe(
    `${START},${START + MINUTE - 1},67250.01,67250.02,67250,67250.01,0.00000001,1325380.9115671012345678,3,0,0,,,true,0,kline`,
  );
  expect(rest).toEqual([""]);
});
