import { expect, it } from "vitest";
import { PriceHistorySchema } from "../../contract/rest/bar.ts";
import { LatestPriceListSchema, LatestPriceSchema } from "../../contract/rest/prices.ts";
import type { Bar } from "../../market/bars/bar.ts";
import { memoryFile } from "../../platform/cold/r2-file.ts";
import { upsertBars } from "../../platform/d1/bars.ts";
import { readBarFile } from "../../platform/parquet/bar-file.ts";
import { addPushed, openWick } from "./wick.ts";

const MINUTE = 60_000;
const START = 1_700_000_040_000;
const tick = (symbol: string, seconds: number, price: string, id: number) => ({
  ...{ symbol, price, id },
  timestamp: START + seconds * 1_000,
  size: "0.5",
});

it("[HIST-1] [HIST-11] hub and D1 are one series, digit-identical as JSON, CSV and Parquet", async () => {
  const wick = await openWick();
  await addPushed(wick, "ONEUSDT");
  const ticks = [0, 61, 130, 200].map((second, n) => tick("ONEUSDT", second, `10${n}.25`, n));
  expect((await wick.send("POST", "/api/ingestion/ingest", { ticks })).status).toBe(200);
  const json = async (query: string) => {
    const answer = await wick.fetch(`/api/features/ohlcv/ONEUSDT?timeframe=1m&decimals=string&${query}`);
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { bars: Bar[] }).bars;
  };
  const own = await json("limit=500&forming=false");
  const [first] = own;
  if (first === undefined) throw new Error("no bars");
  const older = { ...first, openTime: first.openTime - MINUTE, closeTime: first.closeTime - MINUTE };
  const corrected = { ...first, close: first.open, revision: 1, source: "kline" } as const;
  await upsertBars(
    wick.env.DB,
    [older, corrected].map((bar) => ({ symbol: "ONEUSDT", timeframe: "1m", bar })),
  );
  const range = `from=${older.openTime}`;
  const expected = [older, corrected, ...own.slice(1)];
  expect(await json(`${range}&forming=false`)).toEqual(expected);

  const file = (format: string) =>
    wick.fetch(`/api/features/ohlcv/ONEUSDT?timeframe=1m&${range}&format=${format}`);
  const csv = await file("csv");
  expect(csv.headers.get("content-disposition")).toMatch(/^attachment; filename="ONEUSDT-1m-.*\.csv"$/);
  expect(csv.headers.get("cache-control")).toBe("no-store");
  const rows = (await csv.text()).split("\r\n").slice(1, -1);
  expect(rows.map((row) => row.split(",").slice(0, 6))).toEqual(
    expected.map((bar) => [bar.openTime, bar.closeTime, bar.open, bar.high, bar.low, bar.close].map(String)),
  );
  for (const query of ["parquet", "parquet&limit=100"]) {
    const parquet = await file(query);
    expect(parquet.headers.get("content-type")).toBe("application/vnd.apache.parquet");
    const bars: Bar[] = [];
    const all = { from: 0, to: Number.MAX_SAFE_INTEGER };
    for await (const batch of readBarFile(memoryFile(await parquet.arrayBuffer()), "1m", all))
      bars.push(...batch);
    expect(bars).toEqual(expected);
  }
});

it("[REST-65] a coin's history, and latest prices alone", async () => {
  const wick = await openWick();
  await addPushed(wick, "TWOUSDT");
  await wick.send("POST", "/api/ingestion/ingest", { ticks: [tick("TWOUSDT", 0, "7.5", 1)] });
  const history = await wick.fetch("/api/prices/history/two?timeframe=1h&days=2&decimals=string");
  expect(PriceHistorySchema.parse(await history.json())).toMatchObject({
    coin: "two",
    symbol: "TWOUSDT",
    timeframe: "1h",
    bars: [{ close: "7.5", final: false }],
  });
  const one = await wick.fetch("/api/features/price/two?decimals=string");
  expect(LatestPriceSchema.parse(await one.json())).toMatchObject({
    symbol: "TWOUSDT",
    price: "7.5",
    final: null,
    revision: null,
    source: "push",
  });
  const many = await wick.fetch("/api/features/prices?symbols=two,TWOUSDT");
  const { prices } = LatestPriceListSchema.parse(await many.json());
  expect(prices.map(({ symbol, price }) => [symbol, price])).toEqual([
    ["TWOUSDT", 7.5],
    ["TWOUSDT", 7.5],
  ]);
  expect((await wick.fetch("/api/features/prices?symbols=two,nope")).status).toBe(404);
});
