import { serialize } from "node:v8";
import { describe, expect, it } from "vitest";
import { STREAM_LIMITS } from "../../contract/stream.ts";
import { type ClientState, markOf, readMark } from "./client-mark.ts";

const SEQ = 1_700_000_000_000_123;

describe("a client's mark", () => {
  it("says after an eviction what was so before it", () => {
    const state: ClientState = {
      settings: { intervalMs: 250, pack: true },
      lastSeen: 17,
      address: "203.0.113.7",
      channels: [
        { channel: "trades:BTCUSDT", from: 5, kept: 9 },
        { channel: "bars:BTCUSDT:1m", from: 3, kept: undefined },
      ],
      pending: [
        { id: undefined, channels: ["status:BTCUSDT"], since: {} },
        { id: "b", channels: ["ticker:BTCUSDT", "bars:BTCUSDT:1m"], since: { "bars:BTCUSDT:1m": 2 } },
      ],
    };
    expect(readMark(structuredClone(markOf(state)))).toEqual(state);
  });

  it("writes a channel of several open requests with the last of them", () => {
    const request = { channels: ["trades:BTCUSDT"], since: {} };
    const mark = markOf({
      settings: { intervalMs: 0, pack: false },
      lastSeen: 0,
      channels: [],
      pending: [
        { id: 1, ...request },
        { id: 2, ...request },
      ],
    });
    expect(readMark(mark)?.pending).toEqual([
      { id: 1, channels: [], since: {} },
      { id: 2, channels: ["trades:BTCUSDT"], since: {} },
    ]);
  });

  it("fits the platform's 16 KB when a client has the most of everything", () => {
    const channels = Array.from({ length: STREAM_LIMITS.channels }, (_, i) => {
      const symbol = `SYMBOLOFTWENTYCHA${String(i).padStart(3, "0")}`;
      return i < STREAM_LIMITS.pairs
        ? `spread:${symbol}-ANOTHEROFTWENTYCHARS:1m`
        : `indicators:${symbol}:15m`;
    });
    const since = Object.fromEntries(channels.map((channel) => [channel, SEQ]));
    const mark = markOf({
      settings: { intervalMs: 60_000, pack: true },
      lastSeen: SEQ,
      address: "2001:db80:1234:5678::/64",
      owner: "admin",
      channels: channels.map((channel) => ({ channel, from: SEQ, kept: SEQ })),
      pending: Array.from({ length: 16 }, () => ({ id: "€".repeat(64), channels, since })),
    });
    expect(serialize(mark).length).toBeGreaterThan(10_000);
    expect(serialize(mark).length).toBeLessThan(16_384);
  });

  it("of another version is not taken for one", () => {
    expect(readMark(null)).toBeUndefined();
    expect(readMark({ channels: ["trades:BTCUSDT"] })).toBeUndefined();
  });
});
