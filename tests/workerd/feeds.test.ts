import { afterEach, expect, inject, it, vi } from "vitest";
import { binanceFeed } from "../../platform/feeds/binance/feed.ts";
import type { FeedEvent, LiveFeed } from "../../platform/feeds/feed.ts";
import type {} from "./provided.ts";

const { restUrl, wsUrl } = inject("feedExchange");
const ledger = {
  lease: async (weight: number) => ({ granted: weight, expiresInMs: 60_000, retryAfterMs: 0 }),
  report: vi.fn(async () => {}),
};
let live: LiveFeed | null = null;

async function setFaults(now: unknown): Promise<void> {
  const response = await fetch(`${restUrl}/__faults`, { method: "POST", body: JSON.stringify({ now }) });
  expect(response.status).toBe(200);
  await response.text();
}

function follow(wsUrls: readonly string[] = [wsUrl], blockedRetryMs = 300_000) {
  const events: FeedEvent[] = [];
  const told: string[] = [];
  const feed = binanceFeed({
    symbol: "BTCUSDT",
    restUrls: [restUrl],
    wsUrls,
    ledger,
    now: Date.now,
    random: () => 0.5,
    limits: { blockedRetryMs },
  });
  live = feed.live({
    onEvent: (event) => events.push(event),
    onOpen: () => told.push("open"),
    onClose: (reason) => told.push(reason),
    onBadFrame: (detail) => told.push(detail),
  });
  live.open();
  return { feed, live, events, told };
}

const eventually = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 20 });

afterEach(() => {
  live?.close();
  live = null;
});

it("[FEED-1] reads all three streams and REST inside workerd", async () => {
  const { feed, events, told } = follow();
  await eventually(() => {
    expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(["trade", "kline", "ticker"]));
  });
  expect(told).toEqual(["open"]);
  const first = events.find((event) => event.kind === "trade")?.trade;
  expect(await feed.rest.aggTrades({ fromId: first?.id ?? 0, limit: 1 })).toEqual([first]);
});

it("[FEED-12] replaces its connection without a word when the exchange shuts a server down", async () => {
  const { events, told } = follow();
  await eventually(() => expect(events.length).toBeGreaterThan(5));
  await setFaults({ do: "shutdown", graceSeconds: 2 });
  const trades = () => events.flatMap((event) => (event.kind === "trade" ? [event] : []));
  const announced = trades().at(-1)?.eventTime ?? 0;
  await eventually(() => expect((trades().at(-1)?.eventTime ?? 0) - announced).toBeGreaterThan(3_000));
  expect(told).toEqual(["open"]);
});

it("[FEED-10] comes back after a broken connection", async () => {
  const { told, events } = follow();
  await eventually(() => expect(events.length).toBeGreaterThan(5));
  await setFaults({ do: "disconnect" });
  await eventually(() => expect(told).toEqual(["open", "unavailable", "open"]));
});

it("[FEED-10] takes the next host when one is down", async () => {
  const { told } = follow(["ws://127.0.0.1:1", wsUrl]);
  await eventually(() => expect(told).toEqual(["open"]));
});

it("[FEED-17] tells nothing after it was closed, while it connects or later", async () => {
  const early = follow();
  early.live.close();
  expect(early.told).toEqual(["closed"]);
  const late = follow();
  await eventually(() => expect(late.events.length).toBeGreaterThan(5));
  late.live.close();
  const heard = late.events.length;
  const other = follow();
  await eventually(() => expect(other.events.length).toBeGreaterThan(20));
  expect([early.told, late.told, late.events.length]).toEqual([["closed"], ["open", "closed"], heard]);
});

it("[FEED-15] sees that it is blocked, and when it is no more", async () => {
  await setFaults({ do: "refuse", status: 451, forSeconds: 1, scope: "ws" });
  const { told } = follow([wsUrl], 300);
  await eventually(() => expect(told.at(-1)).toBe("open"));
  expect(new Set(told)).toEqual(new Set(["blocked", "open"]));
});

it("[FEED-16] sees that it is banned, and for how long", async () => {
  await setFaults({ do: "refuse", status: 418, forSeconds: 1, retryAfterSeconds: 9, scope: "ws" });
  const { told } = follow();
  await eventually(() => expect(told).toEqual(["banned"]));
  expect(ledger.report).toHaveBeenCalledWith({ status: 418, retryAfterMs: 9_000 });
});
