import { expect, test } from "vitest";
import type { Bar } from "../../market/bars/bar.ts";
import { parseDecimal } from "../../market/bars/decimal.ts";
import { openNodeD1 } from "../../tests/support/node-d1.ts";
import { upsertBars } from "./bars.ts";

const d = (text: string) => parseDecimal(text, 16);
const bar = (openTime: number, revision = 0, close = "1.5"): Bar => ({
  openTime,
  closeTime: openTime + 59_999,
  open: d("1"),
  high: d("2"),
  low: d("0.5"),
  close: d(close),
  volume: d("10"),
  quoteVolume: d("12345678901.1234567890123456"),
  n: 2,
  takerBuyVolume: d("1"),
  takerBuyQuoteVolume: d("1"),
  firstId: 1,
  lastId: 2,
  final: true,
  revision,
  source: "trades",
});

test("[REST-86] a newer revision wins, an equal or older one writes nothing", async () => {
  const d1 = openNodeD1();
  const row = (b: Bar) => ({ symbol: "BTCUSDT", timeframe: "1m" as const, bar: b });
  expect(await upsertBars(d1.db, [row(bar(0)), row(bar(60_000))])).toBe(2);
  expect(await upsertBars(d1.db, [row(bar(0))])).toBe(0);
  expect(await upsertBars(d1.db, [row(bar(0, 1, "1.75"))])).toBe(1);
  expect(await upsertBars(d1.db, [row(bar(0, 0, "9"))])).toBe(0);
  expect(d1.sqlite.prepare("SELECT close, quote_volume FROM ohlcv ORDER BY open_time").all()).toMatchObject([
    { close: "1.75", quote_volume: "12345678901.1234567890123456" },
    { close: "1.5" },
  ]);
});

test("[HIST-22] what changed is marked in the same batch, a resend marks nothing", async () => {
  const d1 = openNodeD1();
  const marks = () =>
    d1.sqlite.prepare("SELECT timeframe, from_open, version FROM bar_change ORDER BY 1").all();
  const row = (b: Bar, timeframe: "1m" | "5m" = "1m") => ({ symbol: "BTCUSDT", timeframe, bar: b });
  await upsertBars(d1.db, [row(bar(120_000)), row(bar(180_000)), row(bar(0), "5m")]);
  const first = [
    { timeframe: "1m", from_open: 120_000, version: 1 },
    { timeframe: "5m", from_open: 0, version: 1 },
  ];
  expect(marks()).toMatchObject(first);
  await upsertBars(d1.db, [row(bar(120_000)), row(bar(0), "5m")]);
  expect(marks()).toMatchObject(first);
  await upsertBars(d1.db, [row(bar(120_000)), row(bar(180_000, 1)), row(bar(240_000))]);
  expect(marks()).toMatchObject([{ from_open: 120_000, version: 2 }, first[1]]);
  d1.sqlite.exec("DELETE FROM bar_change");
  await upsertBars(d1.db, [row(bar(120_000)), row(bar(180_000, 2)), row(bar(240_000))]);
  expect(marks()).toMatchObject([{ timeframe: "1m", from_open: 180_000, version: 1 }]);
});

test("[FILL-7] of one revision the hub's bar is kept, whether it came before or after the kline of REST", async () => {
  const kline = { ...bar(0), firstId: null, lastId: null, source: "kline" as const };
  const own = [bar(0), { ...kline, firstId: 1, lastId: 2 }, { ...bar(0), source: "mixed" as const }];
  for (const hubs of own) {
    for (const order of [
      [kline, hubs],
      [hubs, kline],
    ]) {
      const d1 = openNodeD1();
      for (const one of order) await upsertBars(d1.db, [{ symbol: "BTCUSDT", timeframe: "1m", bar: one }]);
      expect(d1.sqlite.prepare("SELECT source, first_id FROM ohlcv").all()).toEqual([
        { source: hubs.source, first_id: 1 },
      ]);
      const versions = d1.sqlite.prepare("SELECT version FROM bar_change").all();
      expect(versions).toEqual([{ version: order[0] === kline ? 2 : 1 }]);
    }
  }
});
