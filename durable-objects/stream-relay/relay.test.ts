import { describe, expect, it } from "vitest";
import { CLOSE_CODES, STREAM_LIMITS } from "../../contract/stream.ts";
import { RelayWorld } from "../../tests/support/relay-world.ts";

const TRADES = "trades:BTCUSDT";
const BARS = "bars:BTCUSDT:1m";

async function worldWithLog(events = 5): Promise<RelayWorld> {
  const world = new RelayWorld();
  for (let i = 0; i < events; i += 1) world.hub("BTCUSDT").log(TRADES);
  return world;
}

describe("subscribing", () => {
  it("[STR-8] answers with ack, then the catch-up, then live events", async () => {
    const world = await worldWithLog();
    const client = world.connect();
    world.send(client, { op: "subscribe", id: 1, channels: [TRADES] });
    await world.time.advance(50);
    world.hub("BTCUSDT").log(TRADES);
    await world.time.advance(50);
    expect(client.frames[0]).toBe(`{"op":"ack","id":1,"channels":["${TRADES}"]}`);
    expect(client.frames[1]).toContain('"seq":5,"type":"snapshot"');
    expect(client.frames[2]).toBe(world.hub("BTCUSDT").logs.get(TRADES)?.[5]);
    expect(client.frames).toHaveLength(3);
  });

  it("[STR-9] resumes from `since` with exactly the missed events", async () => {
    const world = await worldWithLog(9);
    const client = world.connect();
    world.send(client, { op: "subscribe", channels: [TRADES], since: { [TRADES]: 6 } });
    await world.time.advance(50);
    expect(client.events(TRADES)).toEqual(world.hub("BTCUSDT").logs.get(TRADES)?.slice(6));
    expect(world.relay.totals.resumes).toBe(1);
  });

  it("[STR-8] refuses unknown channels and symbols and subscribes the others of the request", async () => {
    const world = await worldWithLog();
    const client = world.connect();
    world.send(client, { op: "subscribe", id: "a", channels: ["bogus", TRADES, "trades:NONE", BARS] });
    await world.time.advance(50);
    expect(client.controls).toMatchObject([
      { op: "error", id: "a", code: "unknown_channel", channels: ["bogus"] },
      { op: "error", id: "a", code: "unknown_symbol", channels: ["trades:NONE"] },
      { op: "ack", id: "a", channels: [TRADES, BARS] },
    ]);
  });

  it("[PAIR-58] a socket follows eight spreads, a relay thirty-two pairs; those that are followed stay open to all", async () => {
    const world = new RelayWorld();
    const spreads = Array.from({ length: 33 }, (_, i) => `spread:AA${i}-BBB:1m`);
    const [first = ""] = spreads;
    const many = world.connect();
    world.send(many, { op: "subscribe", id: 1, channels: spreads.slice(0, STREAM_LIMITS.pairs + 1) });
    for (let i = 0; i < 4; i += 1) {
      const channels = spreads.slice(8 * i, 8 * i + 8);
      world.send(world.connect(), { op: "subscribe", id: 2, channels });
    }
    await world.time.advance(100);
    const late = world.connect();
    world.send(late, { op: "subscribe", id: 3, channels: [first, ...spreads.slice(32), TRADES] });
    await world.time.advance(20_000);
    expect(many.controls[0]).toMatchObject({ op: "error", id: 1, code: "too_many_channels" });
    expect(late.controls.slice(0, 2)).toMatchObject([
      { op: "error", id: 3, code: "unavailable", channels: spreads.slice(32) },
      { op: "ack", id: 3, channels: [first, TRADES] },
    ]);
  });

  it("[STR-12] refuses a request that would exceed the channels of a socket, as a whole", async () => {
    const world = new RelayWorld();
    const client = world.connect();
    const symbols = Array.from({ length: STREAM_LIMITS.channels }, (_, i) => `ticker:S${i}`);
    world.send(client, { op: "subscribe", id: 1, channels: symbols });
    world.send(client, { op: "subscribe", id: 2, channels: [TRADES] });
    await world.time.advance(50);
    expect(client.controls).toMatchObject([
      { op: "error", id: 2, code: "too_many_channels" },
      { op: "ack", id: 1 },
    ]);
    world.send(client, { op: "list", id: 3 });
    expect(client.controls.at(-1)?.channels).toHaveLength(STREAM_LIMITS.channels);
  });

  it("[STR-12] serves no more of the log than a client may ask for, until its debt is paid", async () => {
    const world = await worldWithLog(15_000);
    const client = world.connect();
    const resume = { op: "subscribe", channels: [TRADES], since: { [TRADES]: 0 } };
    for (let request = 0; request < 30; request += 1) {
      world.send(client, resume);
      await world.time.advance(50);
    }
    const served = () => client.events(TRADES).length / 15_000;
    expect(served()).toBeGreaterThanOrEqual(14);
    expect(served()).toBeLessThanOrEqual(15);
    expect(client.controls.at(-1)).toMatchObject({ op: "error", code: "unavailable", channels: [TRADES] });
    const before = served();
    await world.time.advance(10_000);
    world.send(client, resume);
    await world.time.advance(50);
    expect(served()).toBe(before + 1);
  });

  it("[STR-22] lets an address that owes not start over with a new socket, and others be", async () => {
    const world = await worldWithLog(15_000);
    const resume = { op: "subscribe", channels: [TRADES], since: { [TRADES]: 0 } };
    const ask = async (address?: string) => {
      const client = world.connect(address === undefined ? {} : { address });
      world.send(client, resume);
      await world.time.advance(50);
      world.disconnect(client);
      return client.controls[0]?.op;
    };
    let served = 0;
    while (served < 30 && (await ask("203.0.113.7")) === "ack") served += 1;
    expect(served).toBeGreaterThanOrEqual(13);
    expect(served).toBeLessThanOrEqual(15);
    expect(world.relay.owesMs("203.0.113.7")).toBeGreaterThan(0);
    expect(await ask("203.0.113.8")).toBe("ack");
    for (let request = 0; request < 20; request += 1) expect(await ask()).toBe("ack");
    await world.time.advance(10_000);
    expect(world.relay.owesMs("203.0.113.7")).toBe(0);
    expect(await ask("203.0.113.7")).toBe("ack");
  });

  it("[STR-22] serves an address only so many requests at the same time", async () => {
    const world = await worldWithLog(100);
    world.latencyMs = () => 500;
    const clients = Array.from({ length: 60 }, () => world.connect({ address: "203.0.113.7" }));
    for (const [i, client] of clients.entries()) {
      world.send(client, { op: "subscribe", channels: [TRADES], since: { [TRADES]: i } });
    }
    const refused = clients.filter(({ controls }) => controls[0]?.code === "unavailable");
    expect(refused).toHaveLength(20);
    await world.time.advance(60_000);
    expect(clients.filter(({ controls }) => controls[0]?.op === "ack")).toHaveLength(40);
    expect(world.relay.owesMs("203.0.113.7")).toBe(0);
  });

  it("[PAIR-58] lets an address wake eighty pairs with snapshots or sockets, then two a second", async () => {
    const world = new RelayWorld();
    const address = "203.0.113.7";
    let woken = 0;
    const wake = async () => {
      const channels = Array.from({ length: 8 }, (_, i) => `spread:AA${woken + i}-BBB:1s`);
      const asked = world.relay.snapshot(channels, address);
      await world.time.advance(50);
      if ("retryInMs" in (await asked)) return;
      woken += 8;
    };
    for (let request = 0; request < 30; request += 1) await wake();
    expect(woken).toBeGreaterThanOrEqual(72);
    expect(woken).toBeLessThanOrEqual(88);
    const client = world.connect({ address });
    world.send(client, { op: "subscribe", channels: ["spread:AAA-BBB:1s"] });
    await world.time.advance(50);
    expect(client.controls.at(-1)).toMatchObject({ op: "error", code: "unavailable" });
    const before = woken;
    for (let second = 0; second < 60; second += 1) {
      await world.time.advance(1_000);
      await wake();
    }
    expect(woken - before).toBeLessThanOrEqual(2 * 60 + 16);
  });

  it("[STR-22] charges snapshots by their channels, and refuses them to an address that owes", async () => {
    const world = await worldWithLog();
    const channels = Array.from({ length: STREAM_LIMITS.channels }, () => TRADES);
    let served = 0;
    for (; served < 1_000; served += 1) {
      const asked = world.relay.snapshot(channels, "203.0.113.7");
      await world.time.advance(2);
      if ("retryInMs" in (await asked)) break;
    }
    expect(served).toBeGreaterThan(80);
    expect(served).toBeLessThan(120);
    expect(world.relay.owesMs("203.0.113.7")).toBeGreaterThan(0);
    const other = world.relay.snapshot([TRADES], "203.0.113.8");
    await world.time.advance(2);
    expect(await other).toHaveLength(1);
  });

  it("[STR-22] counts the open clients of an address, also after an eviction", async () => {
    const world = await worldWithLog();
    const clients = Array.from({ length: 100 }, () => world.connect({ address: "203.0.113.7" }));
    for (let i = 0; i < 100; i += 1) world.connect();
    expect(world.relay.isCrowded("203.0.113.7")).toBe(true);
    expect(world.relay.isCrowded("203.0.113.8")).toBe(false);
    expect(world.relay.isCrowded(undefined)).toBe(false);
    world.evict();
    expect(world.relay.isCrowded("203.0.113.7")).toBe(true);
    const [first] = clients;
    if (first !== undefined) world.disconnect(first);
    expect(world.relay.isCrowded("203.0.113.7")).toBe(false);
  });

  it("says `unavailable` when the hub stays out of reach", async () => {
    const world = new RelayWorld();
    world.broken = true;
    const client = world.connect();
    world.send(client, { op: "subscribe", id: 1, channels: [TRADES] });
    await world.time.advance(10_000);
    expect(client.controls).toMatchObject([{ op: "error", id: 1, code: "unavailable", channels: [TRADES] }]);
  });

  it("asks the hub once for what many clients want at the same time", async () => {
    const world = await worldWithLog();
    const clients = Array.from({ length: 100 }, () => world.connect());
    for (const client of clients) world.send(client, { op: "subscribe", channels: [TRADES, BARS] });
    await world.time.advance(50);
    for (const client of clients) expect(client.events(TRADES)).toHaveLength(1);
    expect(world.calls).toBe(1);
    expect(world.connections).toBe(1);
  });

  it("ends with unsubscribe, and the hub is left when nobody wants it any more", async () => {
    const world = await worldWithLog();
    const [one, two] = [world.connect(), world.connect()];
    for (const client of [one, two]) world.send(client, { op: "subscribe", channels: [TRADES] });
    await world.time.advance(50);
    world.send(one, { op: "unsubscribe", id: 2, channels: [TRADES, BARS] });
    expect(one.frames.at(-1)).toBe(`{"op":"ack","id":2,"channels":["${TRADES}"]}`);
    world.hub("BTCUSDT").log(TRADES);
    await world.time.advance(50);
    expect(one.events(TRADES)).toHaveLength(1);
    expect(two.events(TRADES)).toHaveLength(2);
    world.disconnect(two);
    await world.time.advance(50);
    expect(world.hub("BTCUSDT").channels()).toEqual([]);
    expect(world.hub("BTCUSDT").subscribers).toBe(1);
    await world.time.advance(30_000);
    expect(world.hub("BTCUSDT").subscribers).toBe(0);
  });
});

describe("a client's frames", () => {
  it("[STR-3] are answered with an error when they are bad, and harm nothing", async () => {
    const world = await worldWithLog();
    const client = world.connect();
    const bad = [
      "no json",
      "{}",
      '{"op":"fly","id":7}',
      '{"op":"subscribe","id":8,"channels":"x"}',
      `"${"x".repeat(17_000)}"`,
      `"${"é".repeat(8_200)}"`,
    ];
    for (const frame of bad) world.send(client, frame);
    world.send(client, { op: "ping", id: 9, extra: true });
    expect(client.controls.map(({ code, id }) => [code, id])).toEqual([
      ["bad_frame", undefined],
      ["bad_frame", undefined],
      ["bad_frame", 7],
      ["bad_frame", 8],
      ["bad_frame", undefined],
      ["bad_frame", undefined],
      [undefined, 9],
    ]);
    expect(client.frames.at(-1)).toBe('{"op":"pong","id":9}');
  });

  it("[STR-12] close a flooding client with 4008, after a burst that is allowed", async () => {
    const world = new RelayWorld();
    const client = world.connect();
    for (let i = 0; i < STREAM_LIMITS.frameBurst; i += 1) world.send(client, { op: "ping" });
    expect(client.closed).toBeUndefined();
    await world.time.advance(1_000);
    for (let i = 0; i < STREAM_LIMITS.framesPerSecond; i += 1) world.send(client, { op: "ping" });
    expect(client.closed).toBeUndefined();
    world.send(client, { op: "ping" });
    expect(client.closed).toBe(CLOSE_CODES.flood);
    expect(world.relay.totals.closedFlood).toBe(1);
  });

  it("[STR-11] a silent client gets heartbeats, and 4009 after two minutes; one that pings stays", async () => {
    const world = new RelayWorld();
    const [silent, pinging] = [world.connect(), world.connect()];
    for (let second = 0; second < 130; second += 10) {
      await world.time.advance(10_000);
      world.send(pinging, { op: "ping" });
    }
    expect(silent.frames.length).toBeGreaterThanOrEqual(6);
    expect(silent.frames.every((frame) => frame.startsWith('{"op":"heartbeat","ts":'))).toBe(true);
    expect(silent.closed).toBe(CLOSE_CODES.silent);
    expect(pinging.closed).toBeUndefined();
    expect(world.relay.size).toBe(1);
  });
});

describe("a hub", () => {
  it("[STR-10] that restarts leaves no hole", async () => {
    const world = await worldWithLog();
    const client = world.connect();
    world.send(client, { op: "subscribe", channels: [TRADES] });
    await world.time.advance(50);
    world.hub("BTCUSDT").restart();
    for (let i = 0; i < 3; i += 1) world.hub("BTCUSDT").log(TRADES);
    await world.time.advance(1_000);
    expect(client.logOf(TRADES)).toEqual(world.hub("BTCUSDT").logs.get(TRADES)?.slice(5));
  });

  it("that is mute for 40 s is connected anew", async () => {
    const world = await worldWithLog();
    const client = world.connect();
    world.send(client, { op: "subscribe", channels: [TRADES] });
    await world.time.advance(50);
    world.hub("BTCUSDT").mute();
    world.hub("BTCUSDT").log(TRADES);
    await world.time.advance(39_000);
    expect(world.connections).toBe(1);
    expect(client.logOf(TRADES)).toEqual([]);
    await world.time.advance(5_000);
    expect(world.connections).toBe(2);
    expect(client.logOf(TRADES)).toHaveLength(1);
  });

  it("that never answers a connection is connected anew", async () => {
    const world = await worldWithLog();
    const client = world.connect();
    world.latencyMs = () => (world.connections === 1 ? 3_600_000 : 1);
    world.send(client, { op: "subscribe", channels: [TRADES] });
    await world.time.advance(50);
    world.hub("BTCUSDT").log(TRADES);
    await world.time.advance(45_000);
    expect(world.connections).toBe(2);
    expect(client.logOf(TRADES)).toHaveLength(1);
  });

  it("is not lost by a client that comes and goes as fast as it may", async () => {
    const world = await worldWithLog();
    const steady = world.connect();
    world.send(steady, { op: "subscribe", channels: [TRADES] });
    const hasty = world.connect();
    const channels = ["1s", "1m", "5m", "15m", "1h", "4h", "12h", "1d"].map((tf) => `bars:BTCUSDT:${tf}`);
    await world.time.advance(50);
    for (let turn = 0; turn < 20; turn += 1) {
      world.send(hasty, { op: "subscribe", channels });
      await world.time.advance(50);
      world.send(hasty, { op: "unsubscribe", channels });
      await world.time.advance(50);
    }
    expect(hasty.closed).toBeUndefined();
    expect(world.connections).toBe(1);
  });

  it("that skips a number is asked for the missing events before anything passes", async () => {
    const world = await worldWithLog();
    const client = world.connect();
    world.send(client, { op: "subscribe", channels: [TRADES] });
    await world.time.advance(50);
    const hub = world.hub("BTCUSDT");
    const log = hub.logs.get(TRADES) ?? [];
    const missed = (log[4] ?? "").replaceAll("5", "6");
    hub.logs.set(TRADES, [...log, missed]);
    hub.log(TRADES);
    await world.time.advance(50);
    expect(client.logOf(TRADES)).toEqual(hub.logs.get(TRADES)?.slice(5));
    expect(client.logOf(TRADES)).toHaveLength(2);
  });

  it("that talks nonsense, or of what nobody asked for, harms nothing", async () => {
    const world = await worldWithLog();
    const client = world.connect();
    world.send(client, { op: "subscribe", channels: [TRADES] });
    await world.time.advance(50);
    const before = client.frames.length;
    const old = world.hub("BTCUSDT").logs.get(TRADES)?.[2] ?? "";
    for (const text of ['{"op":', '{"op":"error","code":"internal"}', "[", "[{}]", `[${old},${old}]`, "x"]) {
      world.hub("BTCUSDT").sayRaw(text);
    }
    expect(client.frames).toHaveLength(before);
    world.hub("BTCUSDT").log(TRADES);
    await world.time.advance(50);
    expect(client.logOf(TRADES)).toHaveLength(1);
  });

  it("that drops a symbol makes the relay tell its clients", async () => {
    const world = await worldWithLog();
    const client = world.connect();
    world.send(client, { op: "subscribe", channels: [TRADES, BARS] });
    await world.time.advance(50);
    world.hub("BTCUSDT").revoke([TRADES, BARS]);
    expect(client.controls.at(-1)).toMatchObject({
      op: "error",
      code: "unknown_symbol",
      channels: [TRADES, BARS],
    });
    world.send(client, { op: "list" });
    expect(client.controls.at(-1)).toMatchObject({ op: "ack", channels: [] });
  });

  it("is connected anew, without a hole, for a client that wants state more often", async () => {
    const world = await worldWithLog();
    const slow = world.connect({ intervalMs: 1_000 });
    world.send(slow, { op: "subscribe", channels: [TRADES, BARS] });
    await world.time.advance(50);
    const fast = world.connect({ intervalMs: 0 });
    world.send(fast, { op: "subscribe", channels: [BARS] });
    await world.time.advance(50);
    world.hub("BTCUSDT").log(TRADES);
    for (const n of [1, 2, 3]) world.hub("BTCUSDT").state(BARS, `{"n":${n}}`);
    await world.time.advance(50);
    expect(world.connections).toBe(2);
    expect(world.hub("BTCUSDT").subscribers).toBe(1);
    expect(fast.events(BARS)).toHaveLength(1 + 3);
    expect(slow.events(BARS)).toHaveLength(1 + 1);
    expect(slow.logOf(TRADES)).toHaveLength(1);
  });
});

describe("an evicted relay", () => {
  it("[STR-10] takes up its clients where they were", async () => {
    const world = await worldWithLog();
    const [first, second] = [world.connect(), world.connect()];
    for (const client of [first, second]) world.send(client, { op: "subscribe", channels: [TRADES] });
    await world.time.advance(50);
    world.hub("BTCUSDT").log(TRADES);
    await world.time.advance(50);
    world.disconnect(first);
    world.evict();
    world.hub("BTCUSDT").log(TRADES);
    await world.time.advance(50);
    world.hub("BTCUSDT").log(TRADES);
    await world.time.advance(50);
    expect(second.logOf(TRADES)).toEqual(world.hub("BTCUSDT").logs.get(TRADES)?.slice(5));
    world.send(second, { op: "list", id: 1 });
    expect(second.frames.at(-1)).toBe(`{"op":"ack","id":1,"channels":["${TRADES}"]}`);
  });

  it("answers the requests that were open", async () => {
    const world = await worldWithLog();
    const client = world.connect();
    world.latencyMs = () => 500;
    world.send(client, { op: "subscribe", id: "x", channels: [TRADES], since: { [TRADES]: 3 } });
    await world.time.advance(100);
    expect(client.frames).toEqual([]);
    world.evict();
    await world.time.advance(3_000);
    expect(client.controls).toMatchObject([{ op: "ack", id: "x", channels: [TRADES] }]);
    expect(client.logOf(TRADES, 3)).toHaveLength(2);
  });
});
