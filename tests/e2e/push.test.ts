import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiClient } from "../support/api-client.ts";
import { AppProcess } from "../support/app-process.ts";
import { forgetPeak, memoryOf, workerdPid } from "../support/process-memory.ts";
import { StreamClient } from "../support/stream-client.ts";
import { StreamTruth } from "../support/stream-truth.ts";
import { type FoldTrade, foldMinutes } from "../support/trade-fold.ts";
import { until } from "../support/until.ts";
import { gzipLines, zipBomb } from "../support/upload-body.ts";

const MINUTE = 60_000;
const SYMBOL = "GOLDUSD";
/** The size of an upload when asked for all: the hundred megabytes of gzip. */
const UPLOAD_MB = process.env.WICK_FULL === "1" ? 100 : 4;
/** What workerd may grow by, whatever the size: the heaps of two isolates and SQLite's page cache. */
const MEMORY_MB = 192;

interface PushTick {
  readonly symbol: string;
  readonly timestamp: number;
  readonly price: string;
  readonly size: string;
  readonly id?: string;
}

describe("a symbol that is fed by whoever pushes", () => {
  let app: AppProcess;
  let api: ApiClient;
  let client: StreamClient;
  const truth = new StreamTruth();
  const now = Date.now();
  const start = Math.floor((now - 60 * MINUTE) / MINUTE) * MINUTE;

  beforeAll(async () => {
    app = await AppProcess.start({ symbols: ["BTCUSDT"] });
    api = new ApiClient(app.url, app.key);
    const config = { feed: "push", tickSize: "0.01", stepSize: "0.0001", latenessMs: 5_000 };
    const added = await api.send("PUT", `/api/admin/symbols/${SYMBOL}`, config);
    expect(added.status, added.text).toBe(200);
    client = new StreamClient("pushed", app.wsUrl, truth);
    await client.connect();
    await client.subscribe([
      `bars:${SYMBOL}:1m`,
      `bars:${SYMBOL}:5m`,
      `bars:${SYMBOL}:1s`,
      `trades:${SYMBOL}`,
    ]);
  }, 90_000);

  afterAll(async () => {
    await client?.close();
    await app?.stop();
  });

  const tick = (second: number, price: string, size: string, id?: string): PushTick => ({
    symbol: SYMBOL,
    timestamp: start + second * 1_000,
    price,
    size,
    ...(id === undefined ? {} : { id }),
  });
  const push = async (ticks: readonly unknown[], headers: Record<string, string> = {}) => {
    const answer = await api.send("POST", "/api/ingestion/ingest", { ticks }, headers);
    return { status: answer.status, body: JSON.parse(answer.text) };
  };
  const asFold = ({ timestamp, price, size }: PushTick): FoldTrade => ({
    firstId: 0,
    lastId: 0,
    price,
    size,
    timeMs: timestamp,
    buyerIsMaker: false,
  });
  const first = [
    tick(1, "2650.10", "0.5", "a1"),
    tick(20, "2651.37", "1.25", "a2"),
    tick(59, "2649.99", "0.0001", "a3"),
    tick(61, "2650.00", "2", "a4"),
    tick(66, "2650.01", "1", "a5"),
  ];

  it("[BAR-50] [BAR-51] makes exact bars of pushed ticks and tells subscribers", async () => {
    const { status, body } = await push(first);
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 5, duplicates: 0, revised: 0, rejected: [] });
    const bar = await until("the first minute", () => client.log(`bars:${SYMBOL}:1m`).finals[0]);
    const expected = foldMinutes(first.map(asFold)).get(start);
    const { open, high, low, close, volume, quoteVolume, n } = bar;
    expect({ open, high, low, close, volume, quoteVolume, n }).toEqual({
      open: expected?.open,
      high: expected?.high,
      low: expected?.low,
      close: expected?.close,
      volume: expected?.volume,
      quoteVolume: expected?.quoteVolume,
      n: "3",
    });
  });

  it("[BAR-51] knows a duplicate by its id, and says what is wrong with a bad tick", async () => {
    const { status, body } = await push([
      tick(20, "2651.37", "1.25", "a2"),
      tick(67, "2650.005", "1", "b1"),
      tick(67, "2650.00", "0.00001", "b2"),
      { ...tick(0, "2650.00", "1", "b3"), timestamp: Date.now() + 10 * MINUTE },
      { ...tick(0, "2650.00", "1", "b4"), timestamp: start - 72 * 60 * MINUTE },
    ]);
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(body.rejected.map(({ index, code }: { index: number; code: string }) => [index, code])).toEqual([
      [1, "off_tick_size"],
      [2, "off_step_size"],
      [3, "in_the_future"],
      [4, "too_late"],
    ]);
  });

  it("[BAR-51] a late tick revises the final bar and what is built on it, once", async () => {
    const before = client.log(`bars:${SYMBOL}:1m`).finals.length;
    const late = tick(20, "2660.00", "3", "late");
    expect((await push([late])).body).toMatchObject({ accepted: 1, revised: 1 });
    const bar = await until("the revision", () => client.log(`bars:${SYMBOL}:1m`).finals[before]);
    expect(bar).toMatchObject({ openTime: String(start), revision: "1", high: "2660", n: "4" });
    const again = await push([late]);
    expect(again.body).toMatchObject({ accepted: 0, duplicates: 1, revised: 0 });
    const [stored] = await api.bars(SYMBOL, "1m", `&from=${start}&to=${start}`);
    expect(stored).toEqual(bar);
  });

  it("an Idempotency-Key makes a repeat of ticks without ids harmless, and refuses another body", async () => {
    const ticks = [tick(70, "2650.50", "1"), tick(71, "2650.60", "1")];
    const key = { "Idempotency-Key": "batch-1" };
    const once = await push(ticks, key);
    const twice = await push(ticks, key);
    expect(once.body).toMatchObject({ accepted: 2 });
    expect(twice.body).toEqual(once.body);
    const [forming] = (await api.bars(SYMBOL, "1m")).slice(-1);
    expect(forming).toMatchObject({ final: false, n: "4", volume: "5" });
    const other = await push([tick(72, "2650.60", "1")], key);
    expect(other).toMatchObject({ status: 409, body: { code: "idempotency_conflict" } });
    const fed = await push([{ ...tick(72, "67000.00", "1"), symbol: "BTCUSDT" }]);
    expect(fed).toMatchObject({ status: 409, body: { code: "exchange_fed" } });
  });

  it("keeps all of it through SIGKILL", async () => {
    const before = await api.barsText(SYMBOL, "1m", "&limit=10");
    const log = client.log(`bars:${SYMBOL}:1m`);
    await app.kill();
    await until("the socket to break", () => client.closed);
    await app.revive();
    await client.connect();
    expect(await api.barsText(SYMBOL, "1m", "&limit=10").then(barsOf)).toEqual(barsOf(before));
    expect(log.snapshots).toBe(1);
    expect((await push(first)).body).toMatchObject({ accepted: 0, duplicates: 5 });
    const forward = await push([tick(140, "2651.00", "1", "c1")]);
    expect(forward.body).toMatchObject({ accepted: 1 });
    await until("the second minute", () =>
      log.finals.some((bar) => Number(bar.openTime) === start + MINUTE && bar.n === "4"),
    );
    expect(truth.violations).toEqual([]);
  });

  it("takes a small upload: every line accounted for, bad ones by number", async () => {
    const lines = [
      JSON.stringify(tick(150, "2651.00", "1", "u1")),
      "this is no JSON",
      JSON.stringify(tick(151, "2651.001", "1", "u2")),
      "",
      JSON.stringify({ ...tick(152, "2651.00", "1", "u3"), symbol: "NOSUCH" }),
      JSON.stringify(tick(152, "2651.00", "1", "u4")),
    ];
    const answer = await upload(gzipSync(lines.join("\n")));
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ complete: true, lines: 5, accepted: 2, rejected: 3 });
    expect(
      answer.body.badLines.map(({ line, code }: { line: number; code: string }) => [line, code]),
    ).toEqual([
      [2, "bad_json"],
      [3, "off_tick_size"],
      [5, "unknown_symbol"],
    ]);
  });

  it(
    `takes ${UPLOAD_MB} MB of gzip with bad lines in bounded memory`,
    async () => {
      // Its subscriber would be sent every tick of it; this is about the upload alone.
      await client.close();
      const pid = workerdPid(app.pid);
      const body = gzipLines({
        symbol: SYMBOL,
        megabytes: UPLOAD_MB,
        from: Date.now() - 40 * 60 * MINUTE,
        badEvery: 50_000,
      });
      const before = memoryOf(pid);
      forgetPeak(pid);
      const began = Date.now();
      const { status, body: report } = await upload(body.bytes);
      const after = memoryOf(pid);
      console.log(
        `upload: ${(body.bytes.length / 1e6).toFixed(1)} MB of gzip, ${body.lines} lines, ${Date.now() - began} ms; ` +
          `workerd ${before.rssMb} MB before, ${after.peakMb} MB at most, ${after.rssMb} MB after`,
      );
      expect(status).toBe(200);
      expect(report).toMatchObject({
        complete: true,
        lines: body.lines,
        accepted: body.lines - body.bad.length,
        rejected: body.bad.length,
        duplicates: 0,
      });
      const told = report.badLines.map(({ line }: { line: number }) => line);
      expect(told).toEqual(body.bad.slice(0, 100));
      expect(after.peakMb - before.rssMb).toBeLessThan(MEMORY_MB);
    },
    process.env.WICK_FULL === "1" ? 1_800_000 : 120_000,
  );

  it("stops a zip bomb in bounded memory and keeps what came before", async () => {
    const pid = workerdPid(app.pid);
    const bomb = zipBomb(JSON.stringify(tick(153, "2651.00", "1", "bomb")));
    const before = memoryOf(pid);
    forgetPeak(pid);
    const { status, body } = await upload(bomb);
    const after = memoryOf(pid);
    console.log(
      `zip bomb of ${bomb.length} bytes: workerd ${before.rssMb} MB before, ${after.peakMb} MB at most`,
    );
    expect({ status, code: body.code }).toEqual({ status: 413, code: "payload_too_large" });
    expect(body.report).toMatchObject({ complete: false, accepted: 1 });
    expect(after.peakMb - before.rssMb).toBeLessThan(MEMORY_MB);
    expect((await api.get("/health")).status).toBe(200);
  });

  async function upload(body: Uint8Array<ArrayBuffer>) {
    const response = await fetch(`${app.url}/api/ingestion/upload`, {
      method: "POST",
      headers: { Authorization: `Bearer ${app.key}`, "Content-Type": "application/gzip" },
      body,
    });
    const text = await response.text();
    return { status: response.status, body: JSON.parse(text) };
  }
});

function barsOf(text: string): string[] {
  return text.match(/\{"openTime":[^{}]*\}/g) ?? [];
}
