import fc from "fast-check";
import { expect, test } from "vitest";
import type { Bar } from "../../market/bars/bar.ts";
import { type Decimal, fromScaled } from "../../market/bars/decimal.ts";
import { closeTimeOf } from "../../market/time/timeframe.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { barFileBytes, barFileStream, readBarFile, readBarPrecedences } from "./bar-file.ts";

const START = Date.UTC(2024, 7, 1);
const MINUTE = 60_000;
const ABOUT = { symbol: "BTCUSDT", timeframe: "1m" } as const;
const ALL = { from: 0, to: Number.MAX_SAFE_INTEGER };

/** A file that counts what is read of it. */
function fileOf(bytes: Uint8Array) {
  const reads: number[] = [];
  return {
    reads,
    byteLength: bytes.length,
    slice(start: number, end?: number) {
      const part = bytes.slice(start, end);
      reads.push(part.length);
      return part.buffer;
    },
  };
}

async function readAll(bytes: Uint8Array, range = ALL): Promise<Bar[]> {
  const bars: Bar[] = [];
  for await (const batch of readBarFile(fileOf(bytes), "1m", range)) bars.push(...batch);
  return bars;
}

async function streamed(bars: readonly Bar[], batch: number): Promise<Uint8Array> {
  async function* batches() {
    for (let start = 0; start < bars.length; start += batch) yield bars.slice(start, start + batch);
  }
  return new Uint8Array(await new Response(barFileStream(batches(), ABOUT)).arrayBuffer());
}

/** Up to so many digits before the point, and behind it. */
const decimal = (whole: number, scale: number): fc.Arbitrary<Decimal> =>
  fc
    .tuple(fc.integer({ min: 0, max: whole }), fc.bigInt(0n, 10n ** BigInt(whole + scale) - 1n))
    .map(([digits, value]) => fromScaled(value % 10n ** BigInt(digits + scale), scale));
const price = decimal(10, 8);
const quote = decimal(22, 16);
const id = fc.option(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }));
const anyBar = fc.record({
  ...{ open: price, high: price, low: price, close: price },
  ...{ volume: decimal(16, 8), takerBuyVolume: decimal(10, 8) },
  ...{ quoteVolume: quote, takerBuyQuoteVolume: quote },
  ...{
    n: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    firstId: id,
    lastId: id,
    final: fc.boolean(),
  },
  ...{ revision: fc.nat(), source: fc.constantFrom("trades" as const, "kline" as const, "mixed" as const) },
});
const someBars = fc.array(anyBar, { maxLength: 40 }).map((bars): Bar[] =>
  bars.map((bar, i) => {
    const openTime = START + i * i * MINUTE;
    return { ...bar, openTime, closeTime: closeTimeOf(openTime, "1m") };
  }),
);

test("[COLD-5] any bars come back digit for digit, from a file and from a stream", async () => {
  await fc.assert(
    fc.asyncProperty(someBars, async (bars) => {
      expect(await readAll(barFileBytes(bars, ABOUT))).toEqual(bars);
      expect(await readAll(await streamed(bars, 7))).toEqual(bars);
    }),
    { numRuns: 60 },
  );
});

test("[COLD-5] a stream longer than a row group is exact too, and says so with DECIMAL(38)", async () => {
  const bars = [...walkBars("long", "1m", START, 20_000)];
  const last = bars.at(-1);
  if (last !== undefined)
    bars[bars.length - 1] = { ...last, quoteVolume: "98765432101234567890.1234567890123456" as Decimal };
  expect(await readAll(await streamed(bars, 999))).toEqual(bars);
});

test("[COLD-6] a thousand bars out of a month are read with the footer and one row group or two", async () => {
  const bars = [...walkBars("month", "1m", START, 44_640)];
  const bytes = barFileBytes(bars, ABOUT);
  const file = fileOf(bytes);
  const range = { from: START + 20_000 * MINUTE, to: START + 20_999 * MINUTE };
  const found: Bar[] = [];
  for await (const batch of readBarFile(file, "1m", range)) found.push(...batch);
  expect(found).toEqual(bars.slice(20_000, 21_000));
  expect(file.reads).toHaveLength(2);
  expect(Math.max(...file.reads)).toBeLessThan(bytes.length / 2);
});

test("[COLD-7] a month of 1m takes less than 36 bytes a bar", () => {
  const bars = [...walkBars("bytes", "1m", START, 44_640)];
  expect(barFileBytes(bars, ABOUT).length / bars.length).toBeLessThan(36);
});

test("[COLD-3] open times and precedences are read without the rest", async () => {
  const bars = [...walkBars("revisions", "1m", START, 9_000)].map((bar, i) => ({
    ...bar,
    revision: i % 3,
    ...(i % 2 === 0
      ? { source: "kline" as const, firstId: null, lastId: null }
      : { source: "trades" as const }),
  }));
  expect(await readBarPrecedences(fileOf(barFileBytes(bars, ABOUT)))).toEqual(
    new Map(bars.map(({ openTime }, i) => [openTime, 2 * (i % 3) + (i % 2)])),
  );
});

test("a stream ends with its source's error, and stops its source when it is cancelled", async () => {
  let stopped = false;
  async function* broken() {
    try {
      yield [...walkBars("a", "1m", START, 9_000)];
      yield [...walkBars("b", "1m", START + 9_000 * MINUTE, 9_000)];
      throw new Error("no more");
    } finally {
      stopped = true;
    }
  }
  await expect(new Response(barFileStream(broken(), ABOUT)).arrayBuffer()).rejects.toThrow("no more");
  stopped = false;
  const reader = barFileStream(broken(), ABOUT).getReader();
  await reader.read();
  await reader.cancel();
  expect(stopped).toBe(true);
});
