import { expect, test } from "vitest";
import { compress } from "../../durable-objects/symbol-hub/compress.ts";
import { encodeTrades } from "../../durable-objects/symbol-hub/tick-table.ts";
import { parseDecimal } from "../../market/bars/decimal.ts";
import type { Trade } from "../../market/bars/trade.ts";
import { upsertBars } from "../../platform/d1/bars.ts";
import { featureStatement } from "../../platform/d1/technical-features.ts";
import { tickFile } from "../../platform/parquet/tick-file.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { BYTES } from "../../scripts/costs/assumptions.ts";
import { newRowsOf } from "../../worker/features/stored-rows.ts";
import { openNodeD1 } from "../support/node-d1.ts";
import { DATA, recordedTrades } from "../support/recorded-data.ts";

const COUNT = 1_500;
/** Trades of a busy minute. */
const MINUTE = 1_800;

test("rows of bars and of features take as many bytes as docs/costs.md counts with", async () => {
  const { db, sqlite } = openNodeD1();
  const bytes = () =>
    Number(sqlite.prepare("PRAGMA page_count").get()?.page_count) *
    Number(sqlite.prepare("PRAGMA page_size").get()?.page_size);
  const bars = [...walkBars("bytes", "1m", Date.UTC(2024, 6, 1), COUNT)];
  let before = bytes();
  // In turn, as hubs bring them: only the last symbol's rows come at the end of the table.
  const symbols = ["AAAUSDT", "BTCUSDT", "ETHUSDT"];
  const grown = () => {
    const rows = (bytes() - before) / COUNT / symbols.length;
    before = bytes();
    return rows;
  };
  // A few at a time, as hubs bring them.
  for (let i = 0; i < COUNT; i += 5) {
    for (const symbol of symbols) {
      const some = bars.slice(i, i + 5).map((bar) => ({ symbol, timeframe: "1m", bar }) as const);
      await upsertBars(db, some);
    }
  }
  const bar = grown();
  const features = newRowsOf([], bars);
  for (let i = 0; i < COUNT; i += 5) {
    for (const symbol of symbols) await featureStatement(db, symbol, "1m", features.slice(i, i + 5)).run();
  }
  const feature = grown();
  expect(bar).toBeLessThanOrEqual(BYTES.barRow);
  expect(bar).toBeGreaterThan(BYTES.barRow / 2);
  expect(feature).toBeLessThanOrEqual(BYTES.featureRow);
  expect(feature).toBeGreaterThan(BYTES.featureRow / 2);
});

test.runIf(DATA !== undefined)(
  "recorded trades take as many bytes as docs/costs.md counts with",
  async () => {
    const d = (text: string) => parseDecimal(text, 8);
    const trades = recordedTrades("spot_btcusdt_trades_20240808.csv.gz").map(
      ({ firstId, lastId, price, size, timeMs, buyerIsMaker }, i): Trade => ({
        ...{ id: 1_000_000 + i, firstId, lastId, time: timeMs, buyerIsMaker },
        ...{ price: d(price), size: d(size) },
      }),
    );
    let hub = 0;
    for (let i = 0; i < trades.length; i += MINUTE) {
      hub += compress(encodeTrades(trades.slice(i, i + MINUTE))).length;
    }
    async function* batches() {
      yield trades;
    }
    const file = await tickFile(batches, "BTCUSDT");
    expect(hub / trades.length).toBeLessThanOrEqual(BYTES.hubTrade);
    expect(hub / trades.length).toBeGreaterThan(BYTES.hubTrade / 2);
    expect(file.bytes.length / trades.length).toBeLessThanOrEqual(BYTES.coldTrade);
    expect(file.bytes.length / trades.length).toBeGreaterThan(BYTES.coldTrade / 2);
  },
);
