import { expect, test } from "vitest";
import type { Bar } from "../../market/bars/bar.ts";
import { parseDecimal } from "../../market/bars/decimal.ts";
import { type NodeD1, openNodeD1 } from "../../tests/support/node-d1.ts";
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

/** Rows of features as they are stored: of which bars is all that counts here. */
const featured = (d1: NodeD1, ...opens: readonly number[]) => {
  const insert = d1.sqlite.prepare(
    "INSERT INTO technical_features VALUES ('BTCUSDT', '1m', ?, 1, 0, 1, '[]', NULL)",
  );
  for (const open of opens) insert.run(open);
};
const marksOf = (d1: NodeD1) =>
  d1.sqlite
    .prepare("SELECT timeframe, from_open, version FROM bar_change ORDER BY 1")
    .all()
    .map((row) => ({ ...row }));
const mark = (from_open: number, version = 1) => ({ timeframe: "1m", from_open, version });

test("[HIST-22] what changed is marked in the same batch, a resend and a bar behind all features mark nothing", async () => {
  const d1 = openNodeD1();
  const put = async (...bars: readonly Bar[]) =>
    await upsertBars(
      d1.db,
      bars.map((one) => ({ symbol: "BTCUSDT", timeframe: "1m", bar: one })),
    );
  await put(bar(120_000), bar(180_000));
  featured(d1, 120_000, 180_000);
  await put(bar(120_000), bar(240_000), bar(360_000));
  expect(marksOf(d1)).toEqual([]);
  // Corrected: with features, and before it has any.
  await put(bar(180_000, 1), bar(420_000));
  expect(marksOf(d1)).toEqual([mark(180_000)]);
  d1.sqlite.exec("DELETE FROM bar_change");
  await put(bar(360_000, 1));
  expect(marksOf(d1)).toEqual([mark(360_000)]);
  // Where there is a mark, somebody may be at work, and is told of every bar.
  await put(bar(480_000), bar(480_000));
  expect(marksOf(d1)).toEqual([mark(360_000, 2)]);
  d1.sqlite.exec("DELETE FROM bar_change");
  // One that was missing between others, before the newest features.
  await put(bar(0));
  expect(marksOf(d1)).toEqual([mark(0)]);
  await put(bar(0), bar(180_000), bar(360_000, 1));
  expect(marksOf(d1)).toEqual([mark(0)]);
});

test("[HIST-22] five hundred bars at once are marked wherever they lie, and again not", async () => {
  const d1 = openNodeD1();
  const rows = Array.from({ length: 500 }, (_, i) => ({
    symbol: "BTCUSDT",
    timeframe: "1m" as const,
    bar: bar(i * 60_000),
  }));
  await upsertBars(d1.db, rows);
  await upsertBars(d1.db, rows);
  expect(marksOf(d1)).toEqual([mark(0)]);
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
      featured(d1, 0);
      for (const one of order) await upsertBars(d1.db, [{ symbol: "BTCUSDT", timeframe: "1m", bar: one }]);
      expect(d1.sqlite.prepare("SELECT source, first_id FROM ohlcv").all()).toEqual([
        { source: hubs.source, first_id: 1 },
      ]);
      expect(marksOf(d1)).toEqual([mark(0, order[0] === kline ? 2 : 1)]);
    }
  }
});
