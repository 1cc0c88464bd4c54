import { listDurableObjectIds } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import {
  CorrelationMatrixSchema,
  PairReadingSchema,
  PairValueListSchema,
  PairValueSchema,
  PriceStatsListSchema,
  PriceStatsReadingSchema,
} from "../../contract/rest/pairs.ts";
import { addPushed, openWick, type Wick } from "./wick.ts";

const MINUTE = 60_000;
const START = 1_735_689_600_000;
const WAIT = { timeout: 20_000, interval: 20 };
const PAIR = "symbol1=ONEUSD&symbol2=TWOUSD";
const CHANNEL = "spread:ONEUSD-TWOUSD:1m";

const EventSchema = z.object({
  ch: z.string(),
  seq: z.number(),
  type: z.string(),
  data: z.object({ values: z.array(PairValueSchema) }),
});

let wick: Wick;
let minutes = 0;

const price = (side: 0 | 1, index: number) => {
  const level = 100 + 3 * Math.sin(index / 9) + ((index * 7_919) % 13) / 20;
  return side === 0 ? 20 * level + ((index * 104_729) % 17) / 5 : level;
};

/** Trades of both symbols for so many minutes more; the last one still forms. */
async function trade(count: number): Promise<void> {
  const from = minutes;
  minutes += count;
  for (const [side, symbol] of (["ONEUSD", "TWOUSD"] as const).entries()) {
    const ticks = Array.from({ length: count }, (_, i) => ({
      timestamp: START + (from + i) * MINUTE + 1_000,
      price: price(side === 0 ? 0 : 1, from + i).toFixed(2),
      size: "1",
      id: `${symbol}${from + i}`,
    }));
    await env.SYMBOL_HUB.getByName(symbol).ingest(ticks);
  }
}

async function get<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S>> {
  const response = await wick.fetch(`/api/analytics/${path}`);
  if (!response.ok) throw new Error(await response.text());
  return schema.parse(await response.json());
}

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  wick.fetch(`/api/analytics/${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  });

beforeAll(async () => {
  wick = await openWick({ RATE_LIMIT_PER_MINUTE: "12000" });
  await addPushed(wick, "ONEUSD");
  await addPushed(wick, "TWOUSD");
  await trade(150);
});

describe("pairs over REST", () => {
  it("[PAIR-60] computes a pair, stores it, and tells it again; a trailing slash is tolerated", async () => {
    const body = { symbol1: "ONEUSD", symbol2: "TWOUSD", timeframe: "1m", window: 60 };
    const response = await post("compute-spread/", body);
    expect(response.status).toBe(200);
    const reading = PairReadingSchema.parse(await response.json());
    expect(reading.value).toMatchObject({ final: true, openTime: START + (minutes - 2) * MINUTE });
    expect(reading.value.hedgeRatio).toBeGreaterThan(0.5);
    expect(reading.cointegration?.bars).toBe(60);
    expect(reading.verdict.text).toMatch(/^Over the last 60 bars/);
    expect((await post("compute-spread", body)).status).toBe(200);
    const stored = await get(`spread?${PAIR}&timeframe=1m&source=stored`, PairValueListSchema);
    expect(stored).toMatchObject({ source: "stored", verdict: reading.verdict, cursor: null });
    expect(stored.values).toEqual([reading.value]);
    const computed = await get(`spread?${PAIR}&timeframe=1m`, PairValueListSchema);
    expect(computed.values.at(-1)).toEqual(reading.value);
    expect(computed.values).toHaveLength(100);
    expect(computed.cointegration).toEqual(reading.cointegration);
  });

  it("[PAIR-61] any page tells the same values, forward, backward and by cursor", async () => {
    const whole = await get(`spread?${PAIR}&timeframe=1m&limit=500`, PairValueListSchema);
    const { values } = whole;
    expect(values).toHaveLength(149);
    expect(values[0]?.missing.zScore).toBe("too_few_bars");
    for (const direction of ["", `&from=${START}`]) {
      const found: z.infer<typeof PairValueSchema>[] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const query = `${PAIR}&timeframe=1m&limit=40${direction}${cursor && `&cursor=${cursor}`}`;
        const page: z.infer<typeof PairValueListSchema> = await get(`spread?${query}`, PairValueListSchema);
        if (direction === "") found.unshift(...page.values);
        else found.push(...page.values);
        ({ cursor } = page);
      }
      expect(found).toEqual(values);
    }
    const to = values[100]?.openTime;
    const middle = await get(`spread?${PAIR}&timeframe=1m&limit=3&to=${to}`, PairValueListSchema);
    expect(middle.values).toEqual(values.slice(98, 101));
  });

  it("[PAIR-62] shows what forms where it is asked for, as the last row", async () => {
    const list = await get(`spread?${PAIR}&timeframe=1m&limit=2&forming=true`, PairValueListSchema);
    expect(list.values.map(({ final }) => final)).toEqual([true, true, false]);
  });

  it("[PAIR-63] refuses a pair of one symbol, unknown ones, and windows that are not allowed", async () => {
    const cases = [
      [`spread?symbol1=ONEUSD&symbol2=oneusd`, 400],
      [`spread?symbol1=ONEUSD&symbol2=NOUSD`, 404],
      [`spread?${PAIR}&window=19`, 400],
      [`spread?${PAIR}&window=2001`, 400],
      [`spread?${PAIR}&cursor=xx`, 400],
      ["stats?symbol=NOUSD", 404],
    ] as const;
    for (const [path, status] of cases) {
      expect((await wick.fetch(`/api/analytics/${path}`)).status, path).toBe(status);
    }
    expect((await post("compute-spread", { symbol1: "ONEUSD", timeframe: "1m" })).status).toBe(400);
  });

  it("[PAIR-64] an Idempotency-Key brings the first answer again", async () => {
    const body = { symbol1: "ONEUSD", symbol2: "TWOUSD", timeframe: "1m", window: 80 };
    const headers = { "idempotency-key": "pairs-1", "cf-connecting-ip": "203.0.113.7" };
    const first = await (await post("compute-spread", body, headers)).text();
    const again = await post("compute-spread", body, headers);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(await again.text()).toBe(first);
    expect((await post("compute-spread", { ...body, window: 90 }, headers)).status).toBe(409);
    const other = await post(
      "compute-spread",
      { ...body, window: 90 },
      { ...headers, "cf-connecting-ip": "203.0.113.8" },
    );
    expect(other.status).toBe(200);
    expect(other.headers.get("idempotency-replayed")).toBeNull();
  });

  it("[PAIR-31] computes price statistics, stores them, and tells them over time", async () => {
    const response = await post("compute-stats", { symbol: "ONEUSD", timeframe: "1m", window: 100 });
    expect(response.status).toBe(200);
    const { stats } = PriceStatsReadingSchema.parse(await response.json());
    expect(stats).toMatchObject({ bars: 100, openTime: START + (minutes - 2) * MINUTE });
    expect(stats.volatility).toBeGreaterThan(0);
    const query = "stats?symbol=ONEUSD&timeframe=1m&window=100";
    const computed = await get(`${query}&limit=120`, PriceStatsListSchema);
    expect(computed.stats.at(-1)).toEqual(stats);
    expect(computed.stats[0]?.bars).toBe(30);
    expect((await get(`${query}&source=stored`, PriceStatsListSchema)).stats).toEqual([stats]);
  });

  it("[PAIR-41] a matrix of all symbols agrees with the pair", async () => {
    const matrix = await get("matrix?timeframe=1m&window=60", CorrelationMatrixSchema);
    const [i, j] = [matrix.symbols.indexOf("ONEUSD"), matrix.symbols.indexOf("TWOUSD")];
    const { values } = await get(`spread?${PAIR}&timeframe=1m&limit=1`, PairValueListSchema);
    expect(matrix.correlations[i]?.[j]).toBe(values[0]?.correlation);
    expect(matrix.correlations[i]?.[i]).toBe(1);
    expect(matrix.asOf).toBe(values[0]?.closeTime);
  });
});

/** A client of a relay that keeps what it gets. */
async function subscribe(channels: readonly string[], since?: Record<string, number>) {
  const response = await env.STREAM_RELAY.getByName("pair-relay").fetch("https://relay/ws?interval=0", {
    headers: { Upgrade: "websocket" },
  });
  const socket = response.webSocket;
  if (socket === null) throw new Error("no socket");
  const frames: string[] = [];
  socket.addEventListener("message", ({ data }) => void frames.push(String(data)));
  socket.accept();
  socket.send(JSON.stringify({ op: "subscribe", id: 1, channels, ...(since ? { since } : {}) }));
  const events = () =>
    frames.filter((frame) => frame.startsWith('{"ch":')).map((frame) => EventSchema.parse(JSON.parse(frame)));
  return { socket, frames, events };
}

describe("pairs live", () => {
  it("[PAIR-50] [PAIR-54] tells what REST tells, through an eviction of the pair's object", async () => {
    const client = await subscribe([CHANNEL]);
    await vi.waitFor(() => expect(client.events()[0]?.type).toBe("snapshot"), WAIT);
    const finals = () => client.events().flatMap(({ data }) => data.values.filter(({ final }) => final));
    const through = () => finals().at(-1)?.openTime;
    await trade(3);
    await vi.waitFor(() => expect(through()).toBe(START + (minutes - 2) * MINUTE), WAIT);

    const hub = env.PAIR_HUB.getByName("ONEUSD-TWOUSD");
    await hub.restart().catch(() => {});
    await trade(4);
    await vi.waitFor(() => expect(through()).toBe(START + (minutes - 2) * MINUTE), WAIT);

    const told = new Map(finals().map((value) => [value.openTime, value]));
    const { values } = await get(`spread?${PAIR}&timeframe=1m&limit=17`, PairValueListSchema);
    expect([...told.values()]).toEqual(values);
    const numbers = client.events().filter(({ data }) => data.values.some(({ final }) => final));
    expect(numbers.map(({ seq }) => seq)).toEqual(numbers.map((_, i) => (numbers[0]?.seq ?? 0) + i));
    client.socket.close(1000, "done");
  });

  it("[PAIR-58] guessed pairs make no object, and are refused", async () => {
    const before = (await listDurableObjectIds(env.PAIR_HUB)).length;
    const channels = ["spread:ONEUSD-NOUSD:1m", "spread:NOUSD-TWOUSD:1m"];
    const relay = env.STREAM_RELAY.getByName("pair-relay");
    expect(await relay.snapshot(channels)).toEqual(
      channels.map((channel) => ({ channel, error: "unknown_symbol" })),
    );
    expect((await listDurableObjectIds(env.PAIR_HUB)).length).toBe(before);
  });

  it("[PAIR-58] a socket follows eight spreads at most", async () => {
    const channels = Array.from({ length: 9 }, (_, i) => `spread:ONEUSD-G${i}USD:1m`);
    const client = await subscribe(channels);
    await vi.waitFor(() => expect(client.frames[0]).toContain("too_many_channels"), WAIT);
    client.socket.close(1000, "done");
    const snapshot = await wick.fetch(`/api/stream/snapshot?channels=${channels.join(",")}`);
    expect(snapshot.status).toBe(400);
  });
});

describe("what is costly", () => {
  it("[PAIR-65] counts what it computes against the client's allowance of costly requests", async () => {
    const ask = (to: number) =>
      wick.fetch(`/api/analytics/spread?${PAIR}&timeframe=1m&limit=500&window=2000&to=${START + to}`);
    const statuses = new Set<number>();
    for (let i = 0; i < 60 && !statuses.has(429); i++) statuses.add((await ask(i)).status);
    expect(statuses).toEqual(new Set([200, 429]));
  });
});
