import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { afterEach, expect, test } from "vitest";
import type { Bar } from "../../market/bars/bar.ts";
import { CATALOG_VERSION, FEATURE_SETS, FEATURES } from "../../market/features/catalog.ts";
import { zstdDecompress } from "../../platform/parquet/zstd.ts";
import { FEATURE_SYMBOL, openFeatureWorld, storedRowsOf } from "../../tests/support/feature-world.ts";
import { barQueryOf, nextCursor } from "../../worker/bars/bar-request.ts";
import { barListJson } from "../../worker/bars/bar-text.ts";
import { featurePage } from "../../worker/features/feature-page.ts";
import { walkBars } from "../bench/bar-walk.ts";
import { appSymbol, appSymbols, readAppBars } from "./app-bars.ts";
import { featureFile } from "./feature-file.ts";
import { klineFiles, readKlines } from "./kline-files.ts";

const START = Date.UTC(2024, 6, 1);
const BARS: readonly Bar[] = [...walkBars("export", "1m", START, 640)];
const ABOUT = { symbol: "AAAUSDT", timeframe: "1m", set: "all" } as const;

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const csvOf = (bars: readonly Bar[]) =>
  [
    "open_time,open,high,low,close,volume,close_time,quote_volume,trades,taker_buy_base,taker_buy_quote",
    ...bars.map(
      (b) => `${b.openTime},${b.open},${b.high},${b.low},${b.close},${b.volume},${b.closeTime},,,,`,
    ),
    "",
  ].join("\n");

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "wick-features-"));
  closers.push(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), name.endsWith(".gz") ? gzipSync(text) : text);
  }
  return folder;
}

async function rowsOf(file: Uint8Array): Promise<Record<string, unknown>[]> {
  const buffer = new Uint8Array(file).buffer;
  return await parquetReadObjects({ file: buffer, compressors: { ZSTD: (data) => zstdDecompress(data) } });
}

test("[FEAT-30] file, job and live page are the same bits", async () => {
  // Two files of one series that overlap, one of another timeframe, and one of futures.
  const folder = await folderOf({
    "AAAUSDT_1m_20240701_20240701.csv.gz": csvOf(BARS.slice(0, 400)),
    "AAAUSDT_1m_20240702_20240702.csv": csvOf(BARS.slice(350)),
    "AAAUSDT_1h.csv": csvOf(BARS.slice(0, 1)),
    "AAAUSDT_UM_1m_20240701_20240702.csv": csvOf(BARS.slice(0, 1)),
  });
  const files = await klineFiles(folder, "1m");
  expect([...files.keys()]).toEqual(["AAAUSDT"]);
  const rows = await rowsOf(featureFile(ABOUT, await readKlines(files.get("AAAUSDT") ?? [])));
  const inFile = rows.map((row) => FEATURES.map(({ name }) => row[name]));

  const world = openFeatureWorld();
  await world.store(BARS);
  await world.runAll();
  expect(world.rows()).toEqual(storedRowsOf(BARS));
  expect(inFile.map((values) => JSON.stringify(values))).toEqual(world.rows().map((row) => row.values));

  world.d1.sqlite.exec("DELETE FROM technical_features");
  const live = await featurePage(world.ports, FEATURE_SYMBOL, { timeframe: "1m", limit: 1_000 });
  expect(inFile).toEqual(live.rows.map(({ values }) => values));
});

test("[FEAT-30] a file has time, symbol, bars, OHLCV and the set, and says what it was made by", async () => {
  const file = featureFile({ ...ABOUT, set: "eth16" }, BARS.slice(0, 60));
  const rows = await rowsOf(file);
  const bar = BARS[59];
  expect(Object.keys(rows[59] ?? {})).toEqual([
    ...["open_time", "symbol", "bars", "open", "high", "low", "close", "volume"],
    ...FEATURE_SETS.eth16.features,
  ]);
  expect(rows[59]).toMatchObject({
    ...{ open_time: new Date(bar?.openTime ?? 0), symbol: "AAAUSDT", bars: 60 },
    ...{ open: Number(bar?.open), close: Number(bar?.close), volume: Number(bar?.volume) },
  });
  expect(rows[0]).toMatchObject({ bars: 1, rsi: null, ema50: null });
  const metadata = parquetMetadata(new Uint8Array(file).buffer).key_value_metadata;
  expect(Object.fromEntries((metadata ?? []).map(({ key, value }) => [key, value]))).toMatchObject({
    ...{ "wick.catalogVersion": String(CATALOG_VERSION), "wick.window": "512" },
    ...{ "wick.set": "eth16", "wick.symbol": "AAAUSDT", "wick.timeframe": "1m" },
  });
});

test("[FEAT-30] an app's bars come page by page, each once and with every digit", async () => {
  const world = openFeatureWorld();
  const bars = [...walkBars("app", "1m", START, 2_300)];
  await world.store(bars);
  const app = await listen(async (url) => {
    if (url.pathname === "/api/symbols")
      return JSON.stringify({ symbols: [{ symbol: "AAAUSDT", feed: "push" }] });
    if (url.pathname === "/api/features/price/aaa") return JSON.stringify({ symbol: "AAAUSDT", price: 1 });
    const of = (name: string) => url.searchParams.get(name) ?? "";
    const cursor = url.searchParams.get("cursor") ?? undefined;
    const query = barQueryOf({
      timeframe: "1m",
      from: 0,
      limit: Number(of("limit")),
      forming: false,
      cursor,
    });
    const page = await world.ports.history.page("AAAUSDT", "push", query);
    return barListJson("AAAUSDT", "1m", page.bars, nextCursor(query, page), "string", 0);
  });
  expect(await appSymbols(app)).toEqual(["AAAUSDT"]);
  expect(await appSymbol(app, "aaa")).toBe("AAAUSDT");
  expect(await readAppBars(app, "AAAUSDT", "1m")).toEqual(
    bars.map(({ openTime, open, high, low, close, volume }) => ({
      openTime,
      open,
      high,
      low,
      close,
      volume,
    })),
  );
});

test("an app that fails is told with what it said", async () => {
  const app = await listen(async () => {
    throw new Error("no");
  });
  await expect(readAppBars(app, "AAAUSDT", "1m")).rejects.toThrow("/api/features/ohlcv/AAAUSDT: 500 no");
  const plain = await listen(async () => {
    throw new Error('{"code":"unknown_symbol","detail":"There is no symbol AAA."}');
  });
  await expect(appSymbol(plain, "AAA")).rejects.toThrow(/^There is no symbol AAA\.$/);
});

/** A server on loopback that answers with JSON text, or 500 with the error's message. @returns its URL */
async function listen(answer: (url: URL) => Promise<string>): Promise<string> {
  const server: Server = createServer((request, response) => {
    answer(new URL(request.url ?? "/", "http://loopback")).then(
      (text) => response.end(text),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : ""),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
