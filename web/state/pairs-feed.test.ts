import { signal } from "@preact/signals";
import { describe, expect, it, vi } from "vitest";
import type { PairsApi, PairValue, PairValueList } from "../api/pairs-api.ts";
import type { StreamEvent } from "../socket/stream-event.ts";
import { isLive, merged, openPairFeed } from "./pairs-feed.ts";
import type { StreamPort } from "./stream-port.ts";

const VERDICT = { id: "none", text: "Nothing." } as const;

function valueAt(index: number, more: Partial<PairValue> = {}): PairValue {
  return {
    ...{ openTime: index * 60_000, closeTime: index * 60_000 + 59_999, final: true, revision: 0 },
    ...{ carried: null, price1: 2, price2: 1, hedgeRatio: 1, intercept: 0, kalmanHedgeRatio: 1 },
    ...{ spread: 0.1, spreadDeviation: 0.1, zScore: 1, correlation: 1, beta: 1, halfLife: null },
    missing: { halfLife: "no_reversion" },
    ...more,
  };
}

function listOf(values: readonly PairValue[]): PairValueList {
  return {
    ...{ symbol1: "AAA", symbol2: "BBB", timeframe: "1m", window: 60, source: "computed" },
    ...{ values, cointegration: null, verdict: VERDICT, skipped: 0, asOf: 0, cursor: null },
  };
}

function openWorld(timeframe: "1m" | "1h" = "1m") {
  const listeners = new Map<string, (event: StreamEvent) => void>();
  const stream: StreamPort = {
    subscribe(channel, onEvent) {
      listeners.set(channel, onEvent);
      return () => void listeners.delete(channel);
    },
  };
  const api: PairsApi = {
    values: async () => listOf([valueAt(1), valueAt(2), valueAt(3, { final: false })]),
    matrix: async () => Promise.reject(new Error("not asked for")),
  };
  const wish = { symbol1: "AAA", symbol2: "BBB", timeframe, window: 60 };
  const feed = openPairFeed(wish, api, stream, signal(true));
  const say = (...values: PairValue[]) => {
    const data = { window: 60, values, cointegration: null, verdict: VERDICT, skipped: 0 };
    listeners.get("spread:AAA-BBB:1m")?.({ ch: "spread:AAA-BBB:1m", seq: 1, type: "update", ts: 0, data });
  };
  return { feed, listeners, say };
}

describe("a pair on the page", () => {
  it("joins its past with the stream: what formed becomes final, corrections replace", async () => {
    const { feed, say, listeners } = openWorld();
    await vi.waitFor(() => expect(feed.values.value).toHaveLength(3));
    say(valueAt(3, { zScore: 2 }));
    say(valueAt(4, { final: false }));
    expect(feed.values.value.map(({ final }) => final)).toEqual([true, true, true, false]);
    say(valueAt(2, { zScore: 7, revision: 1 }), valueAt(3, { zScore: 8, revision: 1 }));
    expect(feed.values.value.map(({ zScore }) => zScore)).toEqual([1, 7, 8, 1]);
    expect(feed.reading.value?.value.openTime).toBe(240_000);
    feed.close();
    expect(listeners.size).toBe(0);
  });

  it("what forms never takes the place of what is final, nor an older revision of a newer", () => {
    const known = [valueAt(1, { revision: 2 })];
    expect(merged(known, [valueAt(1, { final: false, zScore: 9 })])).toEqual(known);
    expect(merged(known, [valueAt(1, { revision: 1, zScore: 9 })])).toEqual(known);
  });

  it("data of another shape change nothing", async () => {
    const { feed, listeners } = openWorld();
    await vi.waitFor(() => expect(feed.ready.value).toBe(true));
    const before = feed.values.value;
    const event = { ch: "spread:AAA-BBB:1m", seq: 2, type: "update", ts: 0, data: { values: 7 } } as const;
    listeners.get("spread:AAA-BBB:1m")?.(event);
    expect(feed.values.value).toBe(before);
    feed.close();
  });

  it("is live in three timeframes over the usual window; else it is asked for", () => {
    expect(isLive({ timeframe: "1s", window: 60 })).toBe(true);
    expect(isLive({ timeframe: "1h", window: 60 })).toBe(false);
    expect(isLive({ timeframe: "1m", window: 120 })).toBe(false);
    const { feed, listeners } = openWorld("1h");
    expect(listeners.size).toBe(0);
    expect(feed.live).toBe(false);
    feed.close();
  });
});
