import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Kline } from "../../../market/bars/kline.ts";
import type { Trade } from "../../../market/bars/trade.ts";
import { type ReplayExchange, startReplayExchange } from "../../../scripts/replay/server.ts";
import { openByWs } from "../../../tests/support/binance/open-by-ws.ts";
import type { LiveFeed } from "../feed.ts";
import { binanceFeed } from "./feed.ts";

const MINUTE = 60_000;
let exchange: ReplayExchange;
let live: LiveFeed | null = null;

beforeEach(async () => {
  exchange = await startReplayExchange({ symbols: ["BTCUSDT"], rate: 20, historyDays: 3 });
});
afterEach(async () => {
  live?.close();
  live = null;
  await exchange.close();
});

function follow() {
  const trades: Trade[] = [];
  const klines: Kline[] = [];
  const told: string[] = [];
  const bad: string[] = [];
  const tickers: unknown[] = [];
  const feed = binanceFeed({
    symbol: "BTCUSDT",
    restUrls: [exchange.restUrl],
    wsUrls: [exchange.wsUrl],
    ledger: {
      lease: async (weight) => ({ granted: weight, expiresInMs: MINUTE, retryAfterMs: 0 }),
      report: async () => {},
    },
    now: Date.now,
    random: () => 0.5,
    openSocket: openByWs,
  });
  live = feed.live({
    onEvent: (event) => {
      if (event.kind === "trade") trades.push(event.trade);
      else if (event.kind === "kline") klines.push(event.kline);
      else tickers.push(event.ticker);
    },
    onOpen: () => told.push("open"),
    onClose: (reason) => told.push(reason),
    onBadFrame: (detail) => bad.push(detail),
  });
  live.open();
  return { feed, trades, klines, tickers, told, bad };
}

const eventually = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 20 });

it("[FEED-4] reads the same trades live and over REST", async () => {
  const { feed, trades, klines, tickers, bad } = follow();
  await eventually(() => {
    expect(trades.length).toBeGreaterThan(20);
    expect(klines.length).toBeGreaterThan(0);
    expect(tickers.length).toBeGreaterThan(0);
  });
  const seen = [...trades];
  const fromId = seen[0]?.id ?? 0;
  expect(await feed.rest.aggTrades({ fromId, limit: seen.length })).toEqual(seen);
  expect(bad).toEqual([]);
});

it("[FEED-13] has no hole and says nothing when the exchange shuts its server down", async () => {
  const { trades, told } = follow();
  await eventually(() => expect(trades.length).toBeGreaterThan(5));
  exchange.setFaults({ now: { do: "shutdown", graceSeconds: 8 } });
  await eventually(() => expect(exchange.stats()).toMatchObject({ accepted: 2, sockets: 1 }));
  const before = trades.length;
  await eventually(() => expect(trades.length).toBeGreaterThan(before + 20));
  const ids = [...new Set(trades.map(({ id }) => id))];
  expect(ids).toEqual(ids.map((_, index) => (ids[0] ?? 0) + index));
  expect(told).toEqual(["open"]);
});

it("[FEED-10] comes back after a disconnect, and REST has what was missed", async () => {
  const { feed, trades, told } = follow();
  await eventually(() => expect(trades.length).toBeGreaterThan(5));
  const last = trades.at(-1)?.id ?? 0;
  const length = trades.length;
  exchange.setFaults({ now: { do: "disconnect" } });
  await eventually(() => expect(trades.length).toBeGreaterThan(length + 5));
  expect(told.slice(-2)).toEqual(["unavailable", "open"]);
  const next = trades.find(({ id }) => id > last + 1)?.id ?? last + 1;
  const missed = await feed.rest.aggTrades({ fromId: last + 1, limit: Math.max(1, next - last - 1) });
  expect(missed[0]?.id).toBe(last + 1);
});

it("[FEED-15] [FEED-19] is blocked on the socket and over REST when the exchange refuses the region", async () => {
  exchange.setFaults({ now: { do: "refuse", status: 451, forSeconds: 60, scope: "both" } });
  const { feed, told } = follow();
  await eventually(() => expect(told).toEqual(["blocked"]));
  await expect(feed.rest.ticker()).rejects.toMatchObject({ failure: "blocked" });
});

it("[FEED-20] obeys the exchange's Retry-After", async () => {
  const { feed } = follow();
  exchange.setFaults({ now: { do: "refuse", status: 429, forSeconds: 60, retryAfterSeconds: 33 } });
  await expect(feed.rest.ticker()).rejects.toMatchObject({ failure: "rate_limited", retryAfterMs: 33_000 });
});

it("[FEED-22] tells closed klines from the forming one, and knows the symbol", async () => {
  const { feed, trades } = follow();
  await eventually(() => expect(trades.length).toBeGreaterThan(0));
  const klines = await feed.rest.klines({ timeframe: "1m", limit: 3 });
  expect(klines.map(({ closed }) => closed)).toEqual([true, true, false]);
  const to = klines[1]?.openTime ?? 0;
  const range = await feed.rest.klines({ timeframe: "1m", from: to - 4 * MINUTE, to });
  expect(range.map(({ openTime, closed }) => [(openTime - to) / MINUTE, closed])).toEqual([
    [-4, true],
    [-3, true],
    [-2, true],
    [-1, true],
    [0, true],
  ]);
  expect(await feed.rest.symbolInfo()).toMatchObject({ symbol: "BTCUSDT", quoteAsset: "USDT" });
  expect(Number((await feed.rest.ticker()).last)).toBeGreaterThan(0);
});
