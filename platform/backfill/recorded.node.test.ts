import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { parseDecimal } from "../../market/bars/decimal.ts";
import { openMemoryBucket } from "../../tests/support/memory-bucket.ts";
import { openNodeD1 } from "../../tests/support/node-d1.ts";
import { DATA } from "../../tests/support/recorded-data.ts";
import { type KlineRow, openKlineExchange } from "../../tests/support/table-exchange.ts";
import { advance } from "./advance.ts";
import { planBackfill } from "./plan.ts";
import type { BackfillPorts } from "./ports.ts";

const HOUR = 3_600_000;

/** The recorded hours of BTCUSDT since 2017; what the recording does not know is 0. */
function recordedHours(folder: string): KlineRow[] {
  const text = gunzipSync(readFileSync(join(folder, "klines/spot/BTCUSDT_1h.csv.gz"))).toString();
  return text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => {
      const [time = "", open = "", high = "", low = "", close = "", volume = "", , quote, n, buy, buyQuote] =
        line.split(",");
      const openTime = Number(time);
      const known = (field: string | undefined) => field || "0";
      return [
        openTime,
        open,
        high,
        low,
        close,
        volume,
        openTime + HOUR - 1,
        known(quote),
        Number(n || 0),
        known(buy),
        known(buyQuote),
        "0",
      ] as const;
    });
}

test.runIf(DATA !== undefined)(
  "[FILL-10] seven recorded years come into store row for row, their 28 outages as outages",
  { timeout: 120_000 },
  async () => {
    const rows = recordedHours(DATA ?? "");
    const exchange = await openKlineExchange();
    exchange.tables.set("BTCUSDT 1h", rows);
    const d1 = openNodeD1();
    const ports: BackfillPorts = {
      db: d1.db,
      cold: openMemoryBucket().bucket,
      exchange: (symbol) => exchange.rest(symbol),
      now: () => 0,
      config: { BINANCE_ARCHIVE_URL: "" },
    };
    try {
      const [row] = await planBackfill(ports, { symbol: "BTCUSDT", timeframe: "1h", from: 0 });
      let result = await advance(ports, row?.id ?? "", "a");
      while (result.state === "progress") result = await advance(ports, row?.id ?? "", "a");
      expect(result).toMatchObject({ state: "done" });
      const stored = d1.sqlite
        .prepare("SELECT open_time, open, high, low, close, volume FROM ohlcv ORDER BY open_time")
        .all();
      const decimal = (text: string) => parseDecimal(text);
      expect(stored).toEqual(
        rows.slice(0, -1).map(([open_time, open, high, low, close, volume]) => ({
          open_time,
          open: decimal(open),
          high: decimal(high),
          low: decimal(low),
          close: decimal(close),
          volume: decimal(volume),
        })),
      );
      const outages = d1.sqlite
        .prepare(
          "SELECT count(*) AS runs, sum((to_open - from_open) / 3600000 + 1) AS bars FROM series_outage WHERE from_open > 0",
        )
        .get();
      expect(outages).toEqual({ runs: 28, bars: 128 });
      expect(await planBackfill(ports, { symbol: "BTCUSDT", timeframe: "1h", from: 0 })).toEqual([]);
    } finally {
      await exchange.close();
    }
  },
);
