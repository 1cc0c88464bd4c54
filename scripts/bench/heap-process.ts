import { isSymbolId } from "../../contract/symbol.ts";
import type { SubscriberPort } from "../../durable-objects/shared/fan-out-subscriber.ts";
import { Hub } from "../../durable-objects/symbol-hub/hub.ts";
import { binanceFeed } from "../../platform/feeds/binance/feed.ts";
import type { OpenSocket, SocketEvents } from "../../platform/feeds/binance/socket.ts";
import { NodeSql } from "../../tests/support/node-sql.ts";
import { until } from "./clock.ts";

/** A hub alone in its process, so that its heap is what is measured; fed by suites/heap.ts, minute by minute. */

/** What the process is told: the frames of a minute, and the exchange's time after them. */
export interface Minute {
  readonly frames: readonly string[];
  readonly now: number;
}

/** What it answers, at the start and after each minute: heap after a collection, in MiB; trades so far. */
export interface HeapSample {
  readonly heap: number;
  readonly trades: number;
}

const MIB = 1_048_576;
const [, , restUrl = "", symbol = "", startAt = "0"] = process.argv;

let now = Number(startAt);
let socket: SocketEvents | undefined;

const openSocket: OpenSocket = (_url, events) => {
  socket = events;
  queueMicrotask(() => events.onOpen());
  return () => {};
};

const hub = new Hub<SubscriberPort>({
  sql: new NodeSql(),
  now: () => now,
  later: (act, ms) => void setTimeout(act, ms),
  source: "binance",
  openFeed: () =>
    binanceFeed({
      symbol,
      restUrls: [restUrl],
      wsUrls: ["ws://127.0.0.1"],
      ledger: {
        lease: async (weight) => ({ granted: weight, expiresInMs: 60_000, retryAfterMs: 0 }),
        report: async () => {},
      },
      now: () => now,
      random: Math.random,
      openSocket,
    }),
  sendOutbox: async () => {},
  sendSignals: async () => {},
  onError: (what, error) => console.error(what, error),
});

function sample(): void {
  globalThis.gc?.();
  const { counters } = hub.getStatus();
  process.send?.({
    heap: process.memoryUsage().heapUsed / MIB,
    trades: counters.trades,
  } satisfies HeapSample);
}

async function start(): Promise<void> {
  if (!isSymbolId(symbol)) throw new RangeError(`not a symbol: ${symbol}`);
  hub.configure(symbol, { feed: "binance" });
  await until("the hub to start", 10_000, () => hub.getStatus().lastTradeId ?? undefined);
  // A subscriber that keeps nothing.
  const client = hub.server.open({ send: () => {}, close: () => {} }, { intervalMs: 100, pack: true }, now);
  const channels = [`trades:${symbol}`, `bars:${symbol}:1m`, `bars:${symbol}:1s`];
  await hub.server.onFrame(client, JSON.stringify({ op: "subscribe", channels }), now);
  sample();
}

async function play(minute: Minute): Promise<void> {
  for (const frame of minute.frames) socket?.onFrame(frame);
  now = minute.now;
  hub.tick();
  await hub.housekeeping();
  // What the minute has set going (a request, a pack) comes to its end.
  await new Promise((resolve) => setTimeout(resolve, 5));
  sample();
}

process.on("message", (minute: Minute) => void play(minute));
process.on("disconnect", () => process.exit());
await start();
