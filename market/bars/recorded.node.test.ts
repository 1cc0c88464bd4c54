import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { epochMsFrom } from "../time/epoch.ts";
import type { Bar } from "./bar.ts";
import { fromScaled, parseDecimal, SCALE, toScaled } from "./decimal.ts";
import { MINUTE, TestEngine } from "./test-engine.ts";
import type { Trade } from "./trade.ts";

const DATA = process.env.WICK_DATA ?? join(import.meta.dirname, "../../../shared/data/open");
const MISSING = !existsSync(join(DATA, "ticks"));
if (MISSING && process.env.CI) throw new Error(`recorded data are missing: ${DATA}`);

/** One recorded individual trade; integers in units of 1e-8. */
interface Fill {
  readonly id: number;
  readonly price: bigint;
  readonly size: bigint;
  readonly time: number;
  readonly buyerIsMaker: boolean;
}

function rowsOf(file: string): string[][] {
  const text = gunzipSync(readFileSync(join(DATA, file))).toString();
  return text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
}

function readFills(file: string): Fill[] {
  return rowsOf(file).map(([id = "", price = "", size = "", time = "", maker = ""]) => ({
    id: Number(id),
    price: toScaled(parseDecimal(price), SCALE),
    size: toScaled(parseDecimal(size), SCALE),
    time: epochMsFrom(Number(time)),
    buyerIsMaker: maker.toLowerCase() === "true",
  }));
}

/** Consecutive trades of equal time, price and side are one aggregate trade. */
function merge(fills: readonly Fill[]): Trade[] {
  const runs: Fill[][] = [];
  for (const fill of fills) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    const same =
      last?.time === fill.time && last.price === fill.price && last.buyerIsMaker === fill.buyerIsMaker;
    if (run !== undefined && same) run.push(fill);
    else runs.push([fill]);
  }
  return runs.flatMap((run, id) => {
    const [first] = run;
    const last = run.at(-1);
    if (first === undefined || last === undefined) return [];
    return {
      id,
      price: fromScaled(first.price, SCALE),
      size: fromScaled(
        run.reduce((sum, one) => sum + one.size, 0n),
        SCALE,
      ),
      time: first.time,
      firstId: first.id,
      lastId: last.id,
      buyerIsMaker: first.buyerIsMaker,
    };
  });
}

/** The engine's final minutes, without the first, whose beginning was not recorded. */
function wholeMinutes(fills: readonly Fill[]): readonly Bar[] {
  const test = new TestEngine();
  for (const trade of merge(fills)) {
    test.engine.trade(trade);
    test.engine.settle();
  }
  expect(test.idJumps).toBe(0);
  return test.of("1m").slice(1);
}

/** Sixteen decimals by an own fold of the individual trades. */
function plain(value: bigint, scale: number): string {
  const digits = value.toString().padStart(scale + 1, "0");
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`.replace(/\.?0+$/, "");
}

function expectFold(bar: Bar, fills: readonly Fill[]): void {
  const inside = fills.filter((fill) => fill.time >= bar.openTime && fill.time <= bar.closeTime);
  const buys = inside.filter((fill) => !fill.buyerIsMaker);
  const size = (list: readonly Fill[]) => list.reduce((sum, one) => sum + one.size, 0n);
  const quote = (list: readonly Fill[]) => list.reduce((sum, one) => sum + one.size * one.price, 0n);
  expect(bar).toMatchObject({
    n: inside.length,
    volume: plain(size(inside), 8),
    quoteVolume: plain(quote(inside), 16),
    takerBuyVolume: plain(size(buys), 8),
    takerBuyQuoteVolume: plain(quote(buys), 16),
    firstId: inside[0]?.id,
    lastId: inside.at(-1)?.id,
    source: "trades",
  });
}

describe.skipIf(MISSING)("recorded trades", () => {
  it.each(["BTCUSDT", "ETHUSDT"])(
    "[BAR-2] [BAR-3] of %s fold to the recorded klines, digit for digit",
    (symbol) => {
      const files = readdirSync(join(DATA, "ticks")).filter((name) =>
        name.startsWith(`spot_${symbol.toLowerCase()}_`),
      );
      const fills = files.sort().flatMap((name) => readFills(`ticks/${name}`));
      const klines = new Map(
        rowsOf(`klines/spot_1m/${symbol}_1m_20240726_20240825.csv.gz`).map((row) => [Number(row[0]), row]),
      );
      const bars = wholeMinutes(fills);
      expect(bars.length).toBeGreaterThan(3);
      for (const bar of bars) {
        expectFold(bar, fills);
        const [, open, high, low, close, volume] = (klines.get(bar.openTime) ?? []).map((text) =>
          /^[\d.]+$/.test(text) ? parseDecimal(text) : text,
        );
        expect(bar).toMatchObject({ open, high, low, close, volume });
      }
    },
  );

  it("[BAR-1] of TRXUSDT, with times in microseconds, fold exactly", () => {
    const fills = readFills("ticks/spot_trxusdt_trades_20250304_us.csv.gz");
    const bars = wholeMinutes(fills);
    expect(bars.length).toBeGreaterThan(30);
    for (const bar of bars) expectFold(bar, fills);
    expect(bars.at(-1)?.openTime).toBeGreaterThan((bars[0]?.openTime ?? 0) + 30 * MINUTE);
  });
});
