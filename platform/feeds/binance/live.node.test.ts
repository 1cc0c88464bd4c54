import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  aggTradeFrame,
  klineFrame,
  SHUTDOWN_FRAME,
  tickerFrame,
} from "../../../tests/support/binance/frames.ts";
import { type LoopbackExchange, loopbackExchange } from "../../../tests/support/binance/loopback-exchange.ts";
import { openByWs } from "../../../tests/support/binance/open-by-ws.ts";
import type { FeedEvent } from "../feed.ts";
import { binanceFeed } from "./feed.ts";
import { openByConstructor } from "./socket-standard.ts";

const ledger = {
  lease: async () => ({ granted: 100, expiresInMs: 60_000, retryAfterMs: 0 }),
  report: vi.fn(async () => {}),
};

let first: LoopbackExchange;
let second: LoopbackExchange;
const open: { close(): void }[] = [];

beforeEach(async () => {
  first = await loopbackExchange();
  second = await loopbackExchange();
  ledger.report.mockClear();
});
afterEach(async () => {
  for (const feed of open.splice(0)) feed.close();
  await Promise.all([first.close(), second.close()]);
});

function connect(options: Partial<Parameters<typeof binanceFeed>[0]> = {}) {
  const events: FeedEvent[] = [];
  const told: string[] = [];
  const bad: string[] = [];
  const feed = binanceFeed({
    symbol: "NKNUSDT",
    restUrls: [first.httpUrl],
    wsUrls: [first.wsUrl, second.wsUrl],
    ledger,
    now: Date.now,
    random: () => 0.5,
    openSocket: openByWs,
    ...options,
  }).live({
    onEvent: (event) => events.push(event),
    onOpen: () => told.push("open"),
    onClose: (reason) => told.push(reason),
    onBadFrame: (detail) => bad.push(detail),
  });
  open.push(feed);
  feed.open();
  return { feed, events, told, bad };
}

async function socketOf(exchange: LoopbackExchange, index = 0) {
  return vi.waitFor(() => {
    const socket = exchange.sockets[index];
    if (socket === undefined) throw new Error("no socket yet");
    return socket;
  });
}

function tradeIds(events: readonly FeedEvent[]): readonly number[] {
  return events.flatMap((event) => (event.kind === "trade" ? [event.trade.id] : []));
}

describe("the live connection over a real socket", () => {
  it.each([
    ["a client that tells refusals", openByWs],
    ["the standard constructor", openByConstructor],
  ])(
    "[FEED-1] subscribes to the three streams in the URL and delivers their events, by %s",
    async (_name, openSocket) => {
      const { feed, events, told, bad } = connect({ openSocket });
      const socket = await socketOf(first);
      await vi.waitFor(() => expect(told).toEqual(["open"]));
      expect(feed.connected).toBe(true);
      expect(first.handshakes).toEqual(["/stream?streams=nknusdt@aggTrade/nknusdt@kline_1m/nknusdt@ticker"]);
      for (const frame of [
        aggTradeFrame(7),
        klineFrame(),
        tickerFrame(),
        "nonsense",
        '{"result":null,"id":1}',
      ]) {
        socket.send(frame);
      }
      await vi.waitFor(() => expect(bad).toHaveLength(1));
      expect(events.map((event) => event.kind)).toEqual(["trade", "kline", "ticker"]);
    },
  );

  it("[FEED-10] reconnects by itself after the socket is lost", async () => {
    const { events, told } = connect();
    (await socketOf(first)).terminate();
    await vi.waitFor(() => expect(told).toEqual(["open", "unavailable", "open"]));
    (await socketOf(first)).send(aggTradeFrame(8));
    await vi.waitFor(() => expect(tradeIds(events)).toEqual([8]));
  });

  it("[FEED-9] drops an open socket that says nothing and goes to the next host", async () => {
    const { told } = connect({ limits: { muteMs: 50 } });
    const socket = await socketOf(second);
    expect(told.slice(0, 2)).toEqual(["open", "mute"]);
    socket.send(tickerFrame());
    await vi.waitFor(() => expect(first.sockets).toHaveLength(0));
  });

  it("[FEED-12] makes before it breaks when the server announces its shutdown", async () => {
    const { events, told, feed } = connect();
    const old = await socketOf(first);
    old.send(aggTradeFrame(1));
    old.send(SHUTDOWN_FRAME);
    const next = await socketOf(first, 1);
    old.send(aggTradeFrame(2));
    await vi.waitFor(() => expect(tradeIds(events)).toEqual([1, 2]));
    expect(first.sockets).toHaveLength(2);
    next.send(aggTradeFrame(2));
    await vi.waitFor(() => expect(first.sockets).toEqual([next]));
    next.send(aggTradeFrame(3));
    await vi.waitFor(() => expect(tradeIds(events)).toEqual([1, 2, 2, 3]));
    expect(told).toEqual(["open"]);
    expect(feed.connected).toBe(true);
  });

  it("[FEED-15] goes to the next host when one refuses this address", async () => {
    first.refuse(451);
    const { told } = connect();
    await socketOf(second);
    await vi.waitFor(() => expect(told).toEqual(["open"]));
    expect(first.handshakes).toHaveLength(1);
  });

  it("[FEED-15] says blocked when every host refuses this address", async () => {
    first.refuse(451);
    second.refuse(403);
    const { told, feed } = connect();
    await vi.waitFor(() => expect(told).toEqual(["blocked"]));
    expect(feed.connected).toBe(false);
  });

  it("[FEED-16] takes a 418 for a ban of the address and tells the ledger", async () => {
    first.refuse(418, { "retry-after": "77" });
    const { told } = connect();
    await vi.waitFor(() => expect(told).toEqual(["banned"]));
    expect(second.handshakes).toEqual([]);
    expect(ledger.report).toHaveBeenCalledWith({ status: 418, retryAfterMs: 77_000 });
  });

  it("[FEED-10] takes the next host when one is down", async () => {
    await first.close();
    const { told } = connect();
    await socketOf(second);
    await vi.waitFor(() => expect(told).toEqual(["open"]));
  });

  it("[FEED-17] opens no socket when its owner closes it on being told of a failure", async () => {
    first.refuse(500);
    second.refuse(500);
    let opened = 0;
    const told: string[] = [];
    const feed = binanceFeed({
      symbol: "NKNUSDT",
      restUrls: [first.httpUrl],
      wsUrls: [first.wsUrl, second.wsUrl],
      ledger,
      now: Date.now,
      random: () => 0,
      openSocket: (url, events) => {
        opened += 1;
        return openByWs(url, events);
      },
    }).live({
      onEvent: () => {},
      onOpen: () => {},
      onClose: (reason) => {
        told.push(reason);
        feed.close();
      },
      onBadFrame: () => {},
    });
    feed.open();
    await vi.waitFor(() => expect(told).toEqual(["unavailable", "closed"]));
    expect(opened).toBe(2);
  });

  it("[FEED-17] closes for good and delivers nothing more", async () => {
    const { feed, told, events } = connect();
    const socket = await socketOf(first);
    socket.send(aggTradeFrame(1));
    await vi.waitFor(() => expect(tradeIds(events)).toEqual([1]));
    feed.close();
    expect(told).toEqual(["open", "closed"]);
    await vi.waitFor(() => expect(first.sockets).toHaveLength(0));
    expect(first.handshakes).toHaveLength(1);
  });
});
