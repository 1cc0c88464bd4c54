import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { untilSignal } from "../../tests/support/until-signal.ts";
import type { StreamEvent } from "../socket/stream-event.ts";
import { openTradeFeed, type TradeFeed } from "./trade-feed.ts";

const MINUTE = 60_000;

describe("the trades of the open symbol", () => {
  let listeners: Map<string, (event: StreamEvent) => void>;
  let feed: TradeFeed;

  const tell = (ch: string, type: StreamEvent["type"], data: unknown) =>
    listeners.get(ch)?.({ ch, seq: 1, type, ts: 0, data });
  const trades = (...ids: number[]) => ({ trades: ids.map((id) => [id, 100, 1, id * 1_000, id % 2 === 0]) });
  const minute = (at: number, source: string, final = true) => {
    const prices = { open: 1, high: 1, low: 1, close: 1, volume: 1, quoteVolume: 1, n: 1 };
    const times = { openTime: at * MINUTE, closeTime: (at + 1) * MINUTE - 1 };
    return { bar: { ...times, ...prices, final, revision: 0, source } };
  };

  beforeEach(() => {
    listeners = new Map();
    feed = openTradeFeed("BTCUSDT", {
      subscribe(channel, onEvent) {
        listeners.set(channel, onEvent);
        return () => void listeners.delete(channel);
      },
    });
  });
  afterEach(() => feed.close());

  it("show the first at once and the next ones together", async () => {
    tell("trades:BTCUSDT", "snapshot", trades(1, 2));
    expect(feed.last.value).toMatchObject({ id: 2, side: "sell" });
    tell("trades:BTCUSDT", "update", trades(3));
    tell("trades:BTCUSDT", "update", trades(4));
    tell("trades:BTCUSDT", "update", trades(5));
    expect(feed.last.value?.id).toBe(2);
    await untilSignal(() => feed.last.value?.id === 5);
    expect(feed.tape.value.rows.map((row) => row.id)).toEqual([5, 4, 3, 2, 1]);
  });

  it("follow a gap until its minutes are repaired, whatever timeframe is shown", () => {
    tell("trades:BTCUSDT", "gap", { missed: 9, from: 1.5 * MINUTE, to: 2.5 * MINUTE });
    expect(feed.gaps.value).toHaveLength(1);
    tell("bars:BTCUSDT:1m", "update", minute(1, "trades"));
    tell("bars:BTCUSDT:1m", "update", minute(2, "kline"));
    expect(feed.gaps.value).toHaveLength(1);
    tell("bars:BTCUSDT:1m", "update", minute(2, "trades"));
    expect(feed.gaps.value).toEqual([]);
    expect([...listeners.keys()]).toEqual(["trades:BTCUSDT"]);
  });

  it("end with the symbol: nothing is listened to any more", () => {
    tell("trades:BTCUSDT", "gap", { missed: 9, from: 1, to: 2 });
    feed.close();
    expect(listeners.size).toBe(0);
  });

  it("ignore what they do not understand", () => {
    tell("trades:BTCUSDT", "update", { trades: [["a"]] });
    expect(feed.tape.value.rows).toEqual([]);
  });
});
