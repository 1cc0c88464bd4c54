import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { untilSignal } from "../../tests/support/until-signal.ts";
import { createClient } from "../api/client.ts";
import { createHttpApi } from "../api/http-api.ts";
import type { StreamEvent } from "../socket/stream-event.ts";
import { type BarFeed, openBarFeed } from "./bar-feed.ts";
import type { ViewBar } from "./wire.ts";

const MINUTE = 60_000;
const CHANNEL = "bars:BTCUSDT:1m";

/** The exchange's truth for a minute; REST and stream both speak of these. */
function bar(minute: number, final = true): ViewBar {
  const openTime = minute * MINUTE;
  const price = 100 + minute;
  const rest = { open: price, high: price, low: price, close: price, volume: 1, quoteVolume: 1, n: 1 };
  return { openTime, closeTime: openTime + MINUTE - 1, ...rest, final, revision: 0, source: "trades" };
}

const minutes = (feed: BarFeed) => feed.bars.value.map((one) => one.openTime / MINUTE);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe("bars of REST and stream together", () => {
  let server: Server;
  let feed: BarFeed | undefined;
  /** Minutes that the server knows: all from the first to the newest, which is forming. */
  let newest: number;
  /** What the newest minute is once the first request was answered. */
  let growsTo: number | undefined;
  let failNext: { status: number; code: string } | undefined;
  let asked: URL[];
  let tell: (type: StreamEvent["type"], data: unknown) => void;
  let refuse: (() => void) | undefined;

  const stream = {
    subscribe(channel: string, onEvent: (message: StreamEvent) => void, onRefused?: () => void) {
      expect(channel).toBe(CHANNEL);
      refuse = onRefused;
      tell = (type, data) => onEvent({ ch: channel, seq: 1, type, ts: 0, data });
      return () => {};
    },
  };
  const open = () => {
    const { port } = server.address() as AddressInfo;
    feed = openBarFeed(
      "BTCUSDT",
      "1m",
      createHttpApi(createClient({ base: `http://127.0.0.1:${port}` })),
      stream,
    );
    return feed;
  };
  const snapshot = (...bars: ViewBar[]) => tell("snapshot", { bars });

  beforeEach(async () => {
    newest = 1_000;
    growsTo = undefined;
    failNext = undefined;
    asked = [];
    server = createServer((request, response) => {
      const url = new URL(request.url ?? "/", "http://wick");
      asked.push(url);
      if (failNext !== undefined) {
        response.writeHead(failNext.status, { "content-type": "application/problem+json" });
        response.end(JSON.stringify({ code: failNext.code, detail: "" }));
        failNext = undefined;
        return;
      }
      const query = (name: string) => url.searchParams.get(name);
      const limit = Number(query("limit"));
      const first = Math.max(0, Math.ceil(Number(query("from") ?? 0) / MINUTE));
      const last = Math.min(newest, Math.floor(Number(query("to") ?? newest * MINUTE) / MINUTE));
      const all = range(first, last);
      const page = query("from") === null ? all.slice(-limit) : all.slice(0, limit);
      const bars = page.map((minute) => bar(minute, minute !== newest));
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ bars, cursor: page.length < all.length ? "more" : null }));
      newest = growsTo ?? newest;
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });

  afterEach(() => {
    feed?.close();
    server.close();
    server.closeAllConnections();
  });

  it("are one series from the first page to the forming bar", async () => {
    const opened = open();
    snapshot(bar(999), bar(1_000, false));
    await untilSignal(() => opened.phase.value === "ready");
    tell("update", { bar: bar(1_000) });
    tell("update", { bar: bar(1_001, false) });
    expect(minutes(opened)).toEqual(range(501, 1_001));
    expect(opened.bars.value.filter((one) => !one.final)).toHaveLength(1);
  });

  it("load older pages on demand until there are none", async () => {
    const opened = open();
    await untilSignal(() => opened.phase.value === "ready");
    opened.loadOlder();
    opened.loadOlder();
    await untilSignal(() => opened.history.value === "more");
    expect(minutes(opened)).toEqual(range(1, 1_000));
    opened.loadOlder();
    await untilSignal(() => opened.history.value === "end");
    expect(minutes(opened)).toEqual(range(0, 1_000));
    opened.loadOlder();
    expect(asked).toHaveLength(3);
  });

  it("have no hole after a disconnection so long that only a snapshot could follow", async () => {
    const opened = open();
    await untilSignal(() => opened.phase.value === "ready");
    newest = 1_800;
    snapshot(bar(1_798), bar(1_799), bar(1_800, false));
    await untilSignal(() => opened.bars.value.length === 1_300);
    expect(minutes(opened)).toEqual(range(501, 1_800));
    // Minute 1000 was forming when the connection broke: it must not stay so.
    expect(opened.bars.value.filter((one) => !one.final).map((one) => one.openTime / MINUTE)).toEqual([
      1_800,
    ]);
  });

  it("close a hole also when the server fails at first", async () => {
    const opened = open();
    await untilSignal(() => opened.phase.value === "ready");
    newest = 1_100;
    failNext = { status: 503, code: "unavailable" };
    snapshot(bar(1_099), bar(1_100, false));
    await untilSignal(() => opened.bars.value.length === 600);
    expect(minutes(opened)).toEqual(range(501, 1_100));
  });

  it("join when the first page is older than the stream's snapshot", async () => {
    newest = 990;
    growsTo = 1_000;
    const opened = open();
    snapshot(bar(998), bar(999), bar(1_000, false));
    await untilSignal(() => opened.phase.value === "ready" && opened.bars.value.length === 510);
    expect(minutes(opened)).toEqual(range(491, 1_000));
  });

  it("show what the stream brings while the first page fails, and load it when it can be had", async () => {
    failNext = { status: 503, code: "unavailable" };
    const opened = open();
    snapshot(bar(999), bar(1_000, false));
    await untilSignal(() => opened.phase.value === "failed");
    expect(minutes(opened)).toEqual([999, 1_000]);
    opened.retry();
    await untilSignal(() => opened.phase.value === "ready");
    expect(minutes(opened)).toEqual(range(501, 1_000));
  });

  it("are of an unknown symbol once it is removed while they are shown", async () => {
    const opened = open();
    await untilSignal(() => opened.phase.value === "ready");
    refuse?.();
    expect(opened.phase.value).toBe("unknown");
  });

  it("say so when the symbol is not known", async () => {
    failNext = { status: 404, code: "unknown_symbol" };
    const opened = open();
    await untilSignal(() => opened.phase.value === "unknown");
    expect(opened.bars.value).toEqual([]);
  });
});
