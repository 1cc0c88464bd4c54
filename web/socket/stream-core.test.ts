import { describe, expect, it } from "vitest";
import { type Effect, StreamCore } from "./stream-core.ts";

const BARS = "bars:BTCUSDT:1m";
const TRADES = "trades:BTCUSDT";

const event = (ch: string, seq: number, type = "update") =>
  JSON.stringify({ ch, seq, type, ts: 1_700_000_000_000, data: {} });
const sent = (effects: readonly Effect[]) =>
  effects.flatMap((effect): unknown[] => (effect.kind === "send" ? [JSON.parse(effect.text)] : []));
const seqs = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.kind === "event" ? [effect.event.seq] : []));

/** Open, with the channels wanted and a snapshot at 10 seen of each. */
function openWith(...channels: string[]): StreamCore {
  const core = new StreamCore();
  for (const channel of channels) core.want(channel);
  core.opened(0);
  for (const channel of channels) core.frame(event(channel, 10, "snapshot"), 0);
  return core;
}

describe("what a client asks for", () => {
  it("goes out in one frame when the connection opens, and at once after that", () => {
    const core = new StreamCore();
    core.want(BARS);
    core.want(TRADES);
    expect(core.flush()).toEqual([]);
    expect(sent(core.opened(0))).toEqual([{ op: "subscribe", channels: [BARS, TRADES], since: {} }]);
    core.want("status:BTCUSDT");
    core.unwant(BARS);
    expect(sent(core.flush())).toEqual([
      { op: "unsubscribe", channels: [BARS] },
      { op: "subscribe", channels: ["status:BTCUSDT"], since: {} },
    ]);
    expect(core.flush()).toEqual([]);
  });

  it("[STR-9] is resumed from the last event of each channel after a reconnect", () => {
    const core = openWith(BARS, TRADES);
    core.frame(event(BARS, 11), 0);
    core.lost(0, 0);
    expect(core.state).toBe("reconnecting");
    expect(sent(core.opened(0))).toEqual([
      { op: "subscribe", channels: [BARS, TRADES], since: { [BARS]: 11, [TRADES]: 10 } },
    ]);
  });

  it("[STR-12] never makes a frame too big for the server", () => {
    const core = new StreamCore();
    for (let i = 0; i < 200; i += 1) core.want(`bars:SYMBOLOFTWENTYCHA${String(i).padStart(3, "0")}:15m`);
    core.opened(0);
    for (let i = 0; i < 200; i += 1) {
      const channel = `bars:SYMBOLOFTWENTYCHA${String(i).padStart(3, "0")}:15m`;
      core.frame(event(channel, 1_700_000_000_000_123, "snapshot"), 0);
    }
    core.lost(0, 0);
    const effects = core.opened(0);
    expect(effects.length).toBeGreaterThan(1);
    for (const effect of effects)
      expect(effect.kind === "send" ? effect.text.length : 0).toBeLessThan(16_384);
  });

  it("is asked again a little later when the server cannot serve it now, and given up when it never can", () => {
    const core = openWith(BARS, TRADES);
    const refusal = (code: string, channel: string) =>
      JSON.stringify({ op: "error", code, detail: "d", channels: [channel] });
    expect(core.frame(refusal("unavailable", BARS), 0)).toEqual([]);
    expect(sent(core.tick(5_000))).toEqual([{ op: "subscribe", channels: [BARS], since: { [BARS]: 10 } }]);
    expect(core.frame(refusal("unknown_symbol", TRADES), 0)).toEqual([
      { kind: "refused", channel: TRADES, code: "unknown_symbol", detail: "d" },
    ]);
    core.lost(0, 0);
    expect(sent(core.opened(0))).toMatchObject([{ channels: [BARS] }]);
  });
});

describe("events", () => {
  it("are passed on once, in order, packed or not", () => {
    const core = openWith(TRADES);
    expect(seqs(core.frame(event(TRADES, 11), 0))).toEqual([11]);
    expect(seqs(core.frame(`[${event(TRADES, 11)},${event(TRADES, 12)},${event(TRADES, 13)}]`, 0))).toEqual([
      12, 13,
    ]);
    expect(seqs(core.frame(event(TRADES, 9), 0))).toEqual([]);
  });

  it("[STR-6] of state repeat the number and pass", () => {
    const core = openWith(BARS);
    expect(seqs(core.frame(event(BARS, 10), 0))).toEqual([10]);
    expect(seqs(core.frame(event(BARS, 10), 0))).toEqual([10]);
  });

  it("[STR-4] after a hole are held back until the missing ones were asked for and came", () => {
    const core = openWith(TRADES);
    const effects = core.frame(event(TRADES, 13), 0);
    expect(effects).toHaveLength(1);
    expect(sent(effects)).toEqual([{ op: "subscribe", channels: [TRADES], since: { [TRADES]: 10 } }]);
    expect(core.frame(event(TRADES, 14), 1)).toEqual([]);
    const pack = [11, 12, 13, 14].map((seq) => event(TRADES, seq)).join();
    expect(seqs(core.frame(`[${pack}]`, 2))).toEqual([11, 12, 13, 14]);
    expect(sent(core.frame(event(TRADES, 16), 5_000))).toHaveLength(1);
  });

  it("[STR-4] a snapshot may jump ahead, never back", () => {
    const core = openWith(BARS);
    expect(seqs(core.frame(event(BARS, 50, "snapshot"), 0))).toEqual([50]);
    expect(seqs(core.frame(event(BARS, 49, "snapshot"), 0))).toEqual([]);
    expect(seqs(core.frame(event(BARS, 51), 0))).toEqual([51]);
  });

  it("of channels nobody wants, and frames nobody understands, are nothing", () => {
    const core = openWith(BARS);
    const nonsense = ["", "null", "[1,{}]", '{"op":"heartbeat","ts":1}', '{"ch":"x"}', event("status:X", 1)];
    for (const text of nonsense) expect(core.frame(text, 0)).toEqual([]);
  });
});

describe("a connection", () => {
  it("is tried again after 0.5 s, then twice as long each time up to 10 s, less up to half by chance", () => {
    const core = new StreamCore();
    const waits = Array.from({ length: 8 }, () => core.lost(0, 0.999_999)[0]);
    expect(waits.map((effect) => (effect?.kind === "connect" ? effect.afterMs : 0))).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000,
    ]);
    expect(core.lost(0, 0)).toEqual([{ kind: "connect", afterMs: 5_000 }]);
    core.want(BARS);
    core.opened(0);
    core.frame(event(BARS, 1, "snapshot"), 0);
    expect(core.lost(0, 0)).toEqual([{ kind: "connect", afterMs: 250 }]);
  });

  it("[STR-11] is pinged every 25 s, and given up when nothing came for 40 s", () => {
    const core = openWith(BARS);
    expect(core.tick(24_999)).toEqual([]);
    expect(sent(core.tick(25_000))).toEqual([{ op: "ping" }]);
    expect(core.tick(39_999)).toEqual([]);
    core.frame('{"op":"pong"}', 39_999);
    expect(sent(core.tick(79_998))).toEqual([{ op: "ping" }]);
    expect(core.tick(79_999)).toEqual([{ kind: "disconnect" }]);
  });

  it("[STR-14] that the server shuts down is tried again when it said", () => {
    const core = openWith(BARS);
    expect(core.frame('{"op":"shutdown","retryInMs":9000}', 0)).toEqual([{ kind: "disconnect" }]);
    expect(core.lost(0, 0)).toEqual([{ kind: "connect", afterMs: 9_000 }]);
  });

  it("that waits is tried at once when the network or the reader is back, and then soon again", () => {
    const core = new StreamCore();
    expect(core.wake(0)).toEqual([]);
    for (let i = 0; i < 8; i += 1) core.lost(0, 0);
    expect(core.wake(0)).toEqual([{ kind: "connect", afterMs: 0 }]);
    expect(core.lost(0, 0)).toEqual([{ kind: "connect", afterMs: 250 }]);
  });

  it("[STR-14] is not tried before the time the server named, whoever is back", () => {
    const core = openWith(BARS);
    core.frame('{"op":"shutdown","retryInMs":9000}', 0);
    core.lost(0, 0);
    expect(core.wake(2_000)).toEqual([{ kind: "connect", afterMs: 7_000 }]);
  });

  it("that fell silent while nobody looked is given up when the reader is back; a good one is kept", () => {
    expect(openWith(BARS).wake(1_000)).toEqual([]);
    expect(openWith(BARS).wake(40_000)).toEqual([{ kind: "disconnect" }]);
  });

  it("that was closed stays closed", () => {
    const core = openWith(BARS);
    expect(core.close()).toEqual([{ kind: "disconnect" }]);
    expect(core.lost(0, 0)).toEqual([]);
    expect(core.wake(0)).toEqual([]);
    expect(core.opened(0)).toEqual([{ kind: "disconnect" }]);
    expect(core.state).toBe("closed");
  });
});
