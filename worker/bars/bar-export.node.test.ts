import { expect, it } from "vitest";
import type { Bar } from "../../market/bars/bar.ts";
import { parseDecimal } from "../../market/bars/decimal.ts";
import { exportStream } from "./bar-export.ts";
import { barsCsv } from "./bar-text.ts";

const ABOUT = { symbol: "BTCUSDT", timeframe: "1h" } as const;
const HOUR = 3_600_000;
const d = (text: string) => parseDecimal(text, 16);
const bars = (from: number, count: number): Bar[] =>
  Array.from({ length: count }, (_, i) => ({
    ...{ openTime: (from + i) * HOUR, closeTime: (from + i + 1) * HOUR - 1 },
    ...{ open: d("1"), high: d("2"), low: d("0.5"), close: d("1.5"), volume: d("3"), quoteVolume: d("4.1") },
    ...{ n: 2, takerBuyVolume: d("1"), takerBuyQuoteVolume: d("1"), firstId: null, lastId: null },
    ...{ final: true, revision: 0, source: "kline" },
  }));

/** Batches that are counted as they are asked for, with an end of the test's choice. */
function source(count: number, fails: boolean) {
  const state = { asked: 0, ended: false };
  async function* read() {
    try {
      for (; state.asked < count; ) {
        state.asked += 1;
        yield bars((state.asked - 1) * 10, 10);
      }
      if (fails) throw new Error("a store is away");
    } finally {
      state.ended = true;
    }
  }
  return { state, batches: read() };
}

it("[HIST-11] a whole range is the header and every row", async () => {
  const stream = await exportStream(source(3, false).batches, "csv", ABOUT);
  expect(await new Response(stream).text()).toBe(barsCsv(bars(0, 30)));
});

it("[HIST-11] a range without bars is a file without rows", async () => {
  expect(await new Response(await exportStream(source(0, false).batches, "csv", ABOUT)).text()).toBe(
    barsCsv([]),
  );
});

it("[HIST-11] an error before the first bar is thrown, a later one breaks the body off", async () => {
  await expect(exportStream(source(0, true).batches, "csv", ABOUT)).rejects.toThrow("a store is away");
  for (const format of ["csv", "parquet"] as const) {
    const stream = await exportStream(source(2, true).batches, format, ABOUT);
    await expect(new Response(stream).arrayBuffer()).rejects.toThrow("a store is away");
  }
});

it("[HIST-10] ends its source also when its reader is gone before the first byte", async () => {
  for (const format of ["csv", "parquet"] as const) {
    const { state, batches } = source(100, false);
    const stream = await exportStream(batches, format, ABOUT);
    await stream.cancel();
    expect(state).toEqual({ asked: format === "csv" ? 1 : state.asked, ended: true });
  }
});

it("[HIST-10] reads no faster than it is read, and ends with its reader", async () => {
  const { state, batches } = source(100, false);
  const reader = (await exportStream(batches, "csv", ABOUT)).getReader();
  await reader.read();
  await reader.read();
  await reader.read();
  expect(state.asked).toBeLessThanOrEqual(3);
  await reader.cancel();
  expect(state.ended).toBe(true);
});
