import type { Bar } from "../../market/bars/bar.ts";
import { ColdBars } from "../../platform/cold/cold-bars.ts";
import { nextMonth } from "../../platform/cold/periods.ts";
import { upsertBars } from "../../platform/d1/bars.ts";
import { openHistory } from "../../platform/history/history.ts";
import { openMemoryBucket } from "../../tests/support/memory-bucket.ts";
import { openMemoryExchange } from "../../tests/support/memory-exchange.ts";
import { openNodeD1 } from "../../tests/support/node-d1.ts";
import { exportStream } from "../../worker/bars/bar-export.ts";
import { walkBars } from "./bar-walk.ts";

/** A year of 1m bars is exported in a process of its own; it tells its most heap, and ends. */

export interface ExportHeap {
  readonly format: string;
  /** MiB after collections, the most of the whole export. */
  readonly heap: number;
  readonly bytes: number;
}

const MIB = 1_048_576;
const MINUTE = 60_000;
const FIRST = Date.UTC(2023, 0, 1);
const SYMBOL = "BTCUSDT";
const [, , months = "12"] = process.argv;
const SAMPLE_EVERY = 5;

const d1 = openNodeD1();
const { bucket } = openMemoryBucket();
const cold = new ColdBars(d1.db, bucket);

/** All months but the last lie in R2, the last in D1. */
async function seed(): Promise<number> {
  let month = FIRST;
  for (let i = 1; i <= Number(months); i++) {
    const end = nextMonth(month);
    const bars: Bar[] = [...walkBars(`export ${i}`, "1m", month, (end - month) / MINUTE)];
    if (i < Number(months)) await cold.mergeMonth(SYMBOL, "1m", month, bars, 0);
    else
      await upsertBars(
        d1.db,
        bars.map((bar) => ({ symbol: SYMBOL, timeframe: "1m", bar })),
      );
    month = end;
  }
  d1.sqlite
    .prepare("INSERT INTO series (symbol, timeframe, from_open, through_open) VALUES (?, '1m', ?, ?)")
    .run(SYMBOL, FIRST, month - MINUTE);
  return month;
}

async function measure(format: "csv" | "parquet", end: number): Promise<ExportHeap> {
  const history = openHistory({
    hub: () => ({ getBars: async () => ({ bars: [], more: false, oldest: null }) }),
    db: d1.db,
    cold: bucket,
    exchange: () => openMemoryExchange("1m", []).rest,
    now: Date.now,
  });
  const series = { symbol: SYMBOL, feed: "binance", timeframe: "1m" } as const;
  const stream = await exportStream(history.read(series, { from: FIRST, to: end - 1 }), format, series);
  let [heap, bytes, chunks] = [0, 0, 0];
  for await (const chunk of stream) {
    bytes += chunk.length;
    chunks += 1;
    if (chunks % SAMPLE_EVERY !== 0) continue;
    globalThis.gc?.();
    heap = Math.max(heap, process.memoryUsage().heapUsed / MIB);
  }
  return { format, heap, bytes };
}

const end = await seed();
for (const format of ["csv", "parquet"] as const) process.send?.(await measure(format, end));
process.disconnect?.();
