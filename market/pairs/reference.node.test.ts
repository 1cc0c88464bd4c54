import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { PYTHON, runReference } from "../../tests/support/python.ts";
import { DATA } from "../../tests/support/recorded-data.ts";
import { closeTimeOf, isTimeframe, type Timeframe } from "../time/timeframe.ts";
import { cointegration } from "./cointegration.ts";
import { joinBars } from "./join.ts";
import type { JoinedBar, Side } from "./joined-bar.ts";
import { logPricesOf, windowOf } from "./log-prices.ts";
import { pairAt } from "./pair-at.ts";
import { pairColumns } from "./pair-series.ts";
import { type Cointegration, PAIR_MEASURES, type PairMeasure } from "./pair-value.ts";
import { priceStats, type StatsBar } from "./price-stats.ts";

interface TestReference {
  readonly statistic: number;
  readonly pValue: number;
  readonly criticalValues: readonly number[];
  readonly usedLag?: number;
}
type StatsReference = Readonly<Record<string, number | null>>;

interface Fixture {
  readonly cases: readonly {
    readonly name: string;
    readonly price1: readonly number[];
    readonly price2: readonly number[];
    readonly volume: readonly number[];
    readonly windows: readonly {
      readonly window: number;
      readonly values: Readonly<Record<PairMeasure, number | null>>;
      /** Null where the window is too short for one. */
      readonly test: TestReference | null;
    }[];
    readonly stats: StatsReference;
  }[];
}

interface Real {
  readonly pairs: readonly {
    readonly file1: string;
    readonly file2: string;
    readonly timeframe: string;
    readonly bars: number;
    readonly window: number;
    readonly values: string;
    readonly tests: readonly (TestReference & { readonly end: number; readonly window: number })[];
  }[];
  readonly stats: readonly (StatsReference & {
    readonly file: string;
    readonly timeframe: string;
    readonly end: number;
  })[];
}

/** What a measure is compared against: ratios by their own size, spreads by the deviation of a usual one. */
const TOLERANCE = 1e-6;
const STEP = 60_000;

function expectNear(actual: number | null, wanted: number | null, what: string, scale = 1): void {
  if (wanted === null || actual === null) {
    if (wanted !== actual) expect.fail(`${what}: ${actual}, not ${wanted}`);
    return;
  }
  const off = Math.abs(actual - wanted);
  if (!(off <= TOLERANCE * Math.max(Math.abs(wanted), scale)))
    expect.fail(`${what}: ${actual}, not ${wanted}`);
}

/** Of a measure's own size: a spread of 1e-4 is right to 1e-10. A half-life is compared by its own size as well. */
const SCALES: Readonly<Record<PairMeasure, number>> = {
  ...{ hedgeRatio: 1e-2, intercept: 1, kalmanHedgeRatio: 1e-2, spread: 1e-6, spreadDeviation: 0 },
  ...{ zScore: 1e-3, correlation: 1e-3, beta: 1e-3, halfLife: 0 },
};

function expectTest(test: Cointegration | null, wanted: TestReference | null, what: string): void {
  if (test === null || wanted === null) {
    expect(test, what).toBe(wanted);
    return;
  }
  expectNear(test.statistic, wanted.statistic, `${what} statistic`);
  expectNear(test.pValue, wanted.pValue, `${what} p`);
  for (const [i, level] of (["1%", "5%", "10%"] as const).entries()) {
    expectNear(test.criticalValues[level], wanted.criticalValues[i] ?? null, `${what} ${level}`);
  }
  if (wanted.usedLag !== undefined) expect(test.usedLag, what).toBe(wanted.usedLag);
}

function expectStats(bars: readonly StatsBar[], timeframe: Timeframe, wanted: StatsReference, what: string) {
  const stats: object = priceStats(bars, timeframe);
  const told = new Map<string, number | null>(Object.entries(stats));
  for (const [name, value] of Object.entries(wanted)) {
    if (!told.has(name)) continue;
    const scale = name === "skewness" || name === "kurtosis" ? 1 : 1e-9;
    expectNear(told.get(name) ?? null, value, `${what} ${name}`, scale);
  }
}

function barsOf(price1: readonly number[], price2: readonly number[]): JoinedBar[] {
  return price1.map((price, i) => {
    return { openTime: i * STEP, price1: price, price2: price2[i] ?? 0, revision: 0, carried: null };
  });
}

describe("values that Python computed of generated prices", () => {
  const fixture: Fixture = JSON.parse(
    readFileSync(new URL("test-data/reference.json", import.meta.url), "utf8"),
  );
  for (const { name, price1, price2, volume, windows, stats } of fixture.cases) {
    it(`[PAIR-10] measures and [PAIR-20] tests of the pair "${name}"`, () => {
      const columns = pairColumns(barsOf(price1, price2));
      for (const { window, values, test } of windows) {
        const value = pairAt(columns, price1.length - 1, { timeframe: "1m", window });
        for (const measure of PAIR_MEASURES) {
          expectNear(value[measure], values[measure], `${window} ${measure}`, SCALES[measure]);
        }
        expectTest(cointegration(windowOf(columns.prices, price1.length, window)), test, `${window}`);
      }
    });
    it(`[PAIR-30] price statistics of "${name}"`, () => {
      const bars = price1.map((close, i) => {
        const bought = volume[i] ?? 0;
        return { openTime: i * STEP, close, volume: bought, quoteVolume: bought * close, revision: 0 };
      });
      expectStats(bars, "1m", stats, name);
    });
  }
});

interface Kline extends StatsBar {}

const loaded = new Map<string, readonly Kline[]>();
function klinesOf(file: string): readonly Kline[] {
  const known = loaded.get(file);
  if (known !== undefined) return known;
  const [header = "", ...lines] = gunzipSync(readFileSync(join(DATA ?? "", "klines", file)))
    .toString()
    .trimEnd()
    .split("\n");
  const names = header.trim().split(",");
  const [open, close, volume, quote] = ["open_time", "close", "volume", "quote_volume"].map((name) =>
    names.indexOf(name),
  );
  const klines = lines.map((line): Kline => {
    const cells = line.trim().split(",");
    const quoteVolume = cells[quote ?? -1];
    return {
      openTime: Number(cells[open ?? -1]),
      close: Number(cells[close ?? -1]),
      volume: Number(cells[volume ?? -1]),
      quoteVolume: quoteVolume === undefined || quoteVolume === "" ? null : Number(quoteVolume),
      revision: 0,
    };
  });
  loaded.set(file, klines);
  return klines;
}

function sideOf(file: string, timeframe: Timeframe): Side {
  const bars = klinesOf(file);
  return { bars, clock: closeTimeOf(bars.at(-1)?.openTime ?? 0, timeframe) };
}

function timeframeOf(text: string): Timeframe {
  if (!isTimeframe(text)) throw new Error(`no timeframe: ${text}`);
  return text;
}

describe.runIf(PYTHON !== undefined && DATA !== undefined)("every recorded series, beside Python", () => {
  it("[PAIR-10] [PAIR-20] [PAIR-30] equals NumPy, SciPy and statsmodels to 1e-6", {
    timeout: 600_000,
  }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "wick-pairs-"));
    try {
      const text = await runReference("pairs.py", ["real", join(DATA ?? "", "klines"), folder]);
      const index: Real = JSON.parse(text.replaceAll("NaN", "null"));
      expect(index.pairs.length).toBeGreaterThan(50);
      for (const pair of index.pairs) comparePair(pair, folder);
      for (const { file, timeframe, end, ...wanted } of index.stats) {
        const bars = klinesOf(file).slice(end - 500, end);
        expectStats(bars, timeframeOf(timeframe), wanted, `${file} ${end}`);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

function comparePair(pair: Real["pairs"][number], folder: string): void {
  const timeframe = timeframeOf(pair.timeframe);
  const what = `${pair.file1} ${pair.file2}`;
  const { bars } = joinBars(timeframe, sideOf(pair.file1, timeframe), sideOf(pair.file2, timeframe));
  expect(bars.length, what).toBe(pair.bars);
  const columns = pairColumns(bars);
  const bytes = readFileSync(join(folder, pair.values));
  const wanted = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
  const count = PAIR_MEASURES.length;
  for (let index = pair.window - 1; index < bars.length; index++) {
    const value = pairAt(columns, index, { timeframe, window: pair.window });
    const row = (index + 1 - pair.window) * count;
    for (const [i, measure] of PAIR_MEASURES.entries()) {
      const number = wanted[row + i] ?? Number.NaN;
      const known = Number.isNaN(number) ? null : number;
      const off = `${what} ${index} ${measure}`;
      // A half-life of many windows: φ next to 1 makes it as wrong as it is long.
      const scale = measure === "halfLife" ? Math.max(1, (known ?? 0) ** 2) : SCALES[measure];
      expectNear(value[measure], known, off, scale);
    }
  }
  const prices = logPricesOf(bars);
  for (const test of pair.tests) {
    const found = cointegration(windowOf(prices, test.end, test.window));
    expectTest(found, test, `${what} ${test.end}/${test.window}`);
  }
}
