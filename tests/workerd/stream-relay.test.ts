import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import type { SymbolId } from "../../contract/symbol.ts";
import { StreamRelay } from "../../durable-objects/stream-relay/stream-relay.ts";
import type {} from "./provided.ts";

const EventSchema = z.object({ ch: z.string(), seq: z.number(), type: z.string(), ts: z.number() });
const START = 1_735_689_600_000;
const WAIT = { timeout: 20_000, interval: 20 };

/** A symbol whose trades the test pushes, with the real hub behind it. */
async function pushedSymbol(name: string) {
  const symbol = name as SymbolId;
  const hub = env.SYMBOL_HUB.getByName(symbol);
  await hub.configure(symbol, { feed: "push", tickSize: "0.01", stepSize: "0.01", latenessMs: 0 });
  let count = 0;
  return {
    symbol,
    trades: `trades:${symbol}`,
    bars: `bars:${symbol}:1m`,
    get count() {
      return count;
    },
    /** Pushes trades 100 ms apart. */
    push: async (trades: number) => {
      const ticks = Array.from({ length: trades }, () => {
        count += 1;
        return { timestamp: START + count * 100, price: "100.5", size: "0.25", id: `t${count}` };
      });
      const report = await env.SYMBOL_HUB.getByName(symbol).ingest(ticks);
      expect(report.accepted).toBe(trades);
    },
    restart: async () => {
      await env.SYMBOL_HUB.getByName(symbol)
        .restart()
        .catch(() => {});
    },
    catchUp: async (channel: string, since?: number) => {
      const stub = env.SYMBOL_HUB.getByName(symbol);
      const [answer] = await stub.catchUp([since === undefined ? { channel } : { channel, since }]);
      if (answer === undefined || !("head" in answer)) throw new Error(`no catch-up of ${channel}`);
      return { head: answer.head, events: [...answer.events] };
    },
  };
}

class Client {
  readonly frames: string[] = [];
  closed: number | undefined;
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      this.frames.push(String(data));
    });
    socket.addEventListener("close", ({ code }) => {
      this.closed = code;
    });
    socket.accept();
  }

  send(frame: unknown): void {
    this.#socket.send(JSON.stringify(frame));
  }

  close(): void {
    this.#socket.close(1000, "done");
  }

  /** Log events of a channel as text: those that move the sequence on by one. */
  log(channel: string): string[] {
    let position: number | undefined;
    const log: string[] = [];
    for (const frame of this.frames) {
      if (!frame.startsWith(`{"ch":"${channel}"`)) continue;
      const { seq, type } = EventSchema.parse(JSON.parse(frame));
      if (position !== undefined && type !== "snapshot" && seq > position) {
        expect(seq).toBe(position + 1);
        log.push(frame);
      }
      position = seq;
    }
    return log;
  }

  get acked(): boolean {
    return this.frames.some((frame) => frame.startsWith('{"op":"ack"'));
  }
}

async function connect(relay: string, query = ""): Promise<Client> {
  const response = await env.STREAM_RELAY.getByName(relay).fetch(`https://relay/ws${query}`, {
    headers: { Upgrade: "websocket" },
  });
  expect(response.status).toBe(101);
  if (response.webSocket === null) throw new Error("no socket");
  return new Client(response.webSocket);
}

async function subscribed(
  relay: string,
  channels: string[],
  since?: Record<string, number>,
): Promise<Client> {
  const client = await connect(relay);
  client.send({ op: "subscribe", id: 1, channels, ...(since === undefined ? {} : { since }) });
  await vi.waitFor(() => expect(client.acked).toBe(true), WAIT);
  return client;
}

async function evict(name: string): Promise<void> {
  const relay = env.STREAM_RELAY.getByName(name);
  await runInDurableObject(relay, (object) => {
    if (object instanceof StreamRelay) object.letGo();
  });
  await evictDurableObject(relay, { webSockets: "hibernate" });
}

describe("a relay in front of a real hub", () => {
  it("[STR-8] brings a client up to date and then every trade, as the hub wrote it", async () => {
    const market = await pushedSymbol("LIVEUSD");
    await market.push(3);
    const { head } = await market.catchUp(market.trades);
    const client = await subscribed("live", [market.trades, market.bars, "trades:NOSUCH", "bogus"]);
    expect(client.frames.slice(0, 3).map((frame) => JSON.parse(frame))).toMatchObject([
      { op: "error", code: "unknown_channel", channels: ["bogus"] },
      { op: "error", code: "unknown_symbol", channels: ["trades:NOSUCH"] },
      { op: "ack", id: 1, channels: [market.trades, market.bars] },
    ]);
    await market.push(5);
    await vi.waitFor(() => expect(client.log(market.trades)).toHaveLength(5), WAIT);
    expect(client.log(market.trades)).toEqual((await market.catchUp(market.trades, head)).events);
    client.close();
  });

  it("[STR-10] keeps its clients through its own evictions and the hub's restarts, without duplicate or hole", async () => {
    const market = await pushedSymbol("EVICTUSD");
    await market.push(1);
    const { head } = await market.catchUp(market.trades);
    const early = await subscribed("evicted", [market.trades, market.bars]);
    const other = await subscribed("evicted", [market.bars]);
    await market.push(40);
    const late = await subscribed("evicted", [market.trades]);
    for (let round = 0; round < 4; round += 1) {
      await market.push(300);
      await evict("evicted");
      await market.push(300);
      if (round % 2 === 1) await market.restart();
      if (round === 2) other.close();
      // Something has to wake it: a client's ping, here, as an alarm would.
      early.send({ op: "ping" });
      await market.push(20);
    }
    const resumed = await subscribed("another", [market.trades], { [market.trades]: head });
    const { events } = await market.catchUp(market.trades, head);
    expect(events.length).toBe(40 + 4 * 620);
    await vi.waitFor(() => {
      expect(early.log(market.trades)).toHaveLength(events.length);
      expect(late.frames.at(-1)).toBe(early.frames.findLast((frame) => frame.includes(market.trades)));
    }, WAIT);
    expect(early.log(market.trades)).toEqual(events);
    expect(late.log(market.trades)).toEqual(events.slice(40));
    expect(resumed.log(market.trades)).toEqual(events.slice(1));
    const bars = await market.catchUp(market.bars, 0);
    expect(bars.head).toBeGreaterThan(0);
    await vi.waitFor(() => {
      const last = early.frames.findLast((frame) => frame.startsWith(`{"ch":"${market.bars}"`));
      expect(last).toContain(`"seq":${bars.head},`);
    }, WAIT);
    early.close();
    late.close();
    resumed.close();
  });

  it("[STR-11] sweeps the silent with its alarm, also after an eviction", async () => {
    const relay = env.STREAM_RELAY.getByName("silent");
    const client = await connect("silent");
    await runInDurableObject(relay, async (_object, state) => {
      expect(await state.storage.getAlarm()).not.toBeNull();
      for (const socket of state.getWebSockets()) {
        const mark = socket.deserializeAttachment();
        socket.serializeAttachment({ ...mark, lastSeen: Date.now() - 121_000 });
      }
    });
    await evict("silent");
    await runInDurableObject(relay, async (_object, state) => {
      await state.storage.setAlarm(Date.now());
    });
    await vi.waitFor(() => expect(client.closed).toBe(4009), WAIT);
    expect(await relay.getStats()).toMatchObject({ sockets: 0, closedSilent: 1 });
  });

  it("[STR-1] refuses what is no stream", async () => {
    const relay = env.STREAM_RELAY.getByName("refusing");
    expect((await relay.fetch("https://relay/ws")).status).toBe(426);
    expect((await relay.fetch("https://relay/nothing")).status).toBe(404);
    const bad = await relay.fetch("https://relay/ws?interval=-1", { headers: { Upgrade: "websocket" } });
    expect(bad.status).toBe(400);
    expect(await bad.json()).toMatchObject({ code: "invalid_input", errors: [{ path: "interval" }] });
    expect(await relay.snapshot(["bogus", "status:NOSUCH"])).toEqual([
      { channel: "bogus", error: "unknown_channel" },
      { channel: "status:NOSUCH", error: "unknown_symbol" },
    ]);
  });
});

it("[STR-22] refuses the connections of an address that has too many, and no other's", async () => {
  const relay = env.STREAM_RELAY.getByName("crowded");
  const socket = (address: string) =>
    relay.fetch("https://relay/ws", { headers: { Upgrade: "websocket", "CF-Connecting-IP": address } });
  const clients: Client[] = [];
  for (let i = 0; i < 100; i += 1) {
    const { status, webSocket } = await socket("203.0.113.7");
    expect(status).toBe(101);
    if (webSocket !== null) clients.push(new Client(webSocket));
  }
  const path = "https://relay/sse?channels=trades:NOSUCH";
  const stream = (address: string) => relay.fetch(path, { headers: { "CF-Connecting-IP": address } });
  for (const refused of [await socket("203.0.113.7"), await stream("203.0.113.7")]) {
    expect(refused.status).toBe(429);
    expect(refused.headers.get("Retry-After")).toBe("5");
    expect(await refused.json()).toMatchObject({ code: "rate_limited" });
  }
  const other = await socket("203.0.113.8");
  expect(other.status).toBe(101);
  if (other.webSocket !== null) clients.push(new Client(other.webSocket));
  expect((await stream("203.0.113.8")).status).toBe(404);
  for (const client of clients) client.close();
});

it("[STR-22] refuses event streams and snapshots of an address that owes", async () => {
  const relay = env.STREAM_RELAY.getByName("owing");
  const guesses = Array.from({ length: 20_001 }, (_, i) => `bogus${i}`);
  expect(await relay.snapshot(guesses, "203.0.113.7")).toHaveLength(guesses.length);
  expect(await relay.snapshot(guesses, "203.0.113.7")).toHaveLength(guesses.length);
  expect(await relay.snapshot(["bogus"], "203.0.113.7")).toHaveProperty("retryInMs");
  const path = "https://relay/sse?channels=trades:NOSUCH";
  const refused = await relay.fetch(path, { headers: { "CF-Connecting-IP": "203.0.113.7" } });
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(0);
  expect((await relay.fetch(path)).status).toBe(404);
});

/** Reads server-sent events until `enough`, then hangs up. */
async function readEvents(
  path: string,
  headers: Record<string, string>,
  enough: (events: { id: string; data: string }[]) => boolean,
): Promise<{ id: string; data: string }[]> {
  const response = await env.STREAM_RELAY.getByName("sse").fetch(`https://relay${path}`, { headers });
  expect(response.status).toBe(200);
  expect(response.headers.get("Content-Type")).toContain("text/event-stream");
  const reader = response.body?.getReader();
  if (reader === undefined) throw new Error("no body");
  const decoder = new TextDecoder();
  const events: { id: string; data: string }[] = [];
  let text = "";
  let id = "";
  while (!enough(events)) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      id = /^id: (.*)$/m.exec(block)?.[1] ?? id;
      const data = /^data: (.*)$/m.exec(block)?.[1];
      events.push({ id, data: data ?? "" });
    }
  }
  await reader.cancel();
  return events;
}

describe("server-sent events", () => {
  it("[STR-15] carry the same events, and resume from the cursor without a hole", async () => {
    const market = await pushedSymbol("SSEUSD");
    await market.push(2);
    const { head } = await market.catchUp(market.trades);
    const path = `/sse?channels=${market.trades},${market.bars}`;
    // Until the cursor that stands behind the snapshots of both channels.
    const first = await readEvents(path, {}, (events) => events.length >= 4);
    const cursor = first.at(-1)?.id ?? "";
    expect(cursor).not.toBe("");
    await market.push(6);
    const isTrade = ({ data }: { data: string }) => data.startsWith(`{"ch":"${market.trades}"`);
    const enough = (events: { id: string; data: string }[]) => events.filter(isTrade).length >= 6;
    const byHeader = await readEvents(path, { "Last-Event-ID": cursor }, enough);
    const byQuery = await readEvents(`${path}&lastEventId=${encodeURIComponent(cursor)}`, {}, enough);
    const { events } = await market.catchUp(market.trades, head);
    expect(byHeader.filter(isTrade).map(({ data }) => data)).toEqual(events);
    expect(byQuery.filter(isTrade).map(({ data }) => data)).toEqual(events);
    const relay = env.STREAM_RELAY.getByName("sse");
    await vi.waitFor(async () => expect(await relay.getStats()).toMatchObject({ sseStreams: 0 }), WAIT);
  });

  it("[STR-15] are refused for channels that do not exist", async () => {
    const relay = env.STREAM_RELAY.getByName("sse");
    for (const [channels, status, code] of [
      ["", 400, "invalid_input"],
      ["bogus", 404, "unknown_channel"],
      ["trades:NOSUCH", 404, "unknown_symbol"],
    ] as const) {
      const response = await relay.fetch(`https://relay/sse?channels=${channels}`);
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({ code });
    }
  });
});
