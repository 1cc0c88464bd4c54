import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { klineFiles, readKlines } from "../../scripts/features/kline-files.ts";
import { PYTHON, runReference } from "../../tests/support/python.ts";
import { DATA } from "../../tests/support/recorded-data.ts";
import type { PriceBar } from "../indicators/kernel.ts";
import { priceBarOf } from "../indicators/price-bar.ts";
import { isTimeframe, TIMEFRAME_MS, type Timeframe } from "../time/timeframe.ts";
import type { BacktestResult, Metrics } from "./result.ts";
import { runBacktest } from "./run.ts";
import { type BacktestSettings, DEFAULT_TERMS } from "./settings.ts";
import accounted from "./test-data/accounted.json" with { type: "json" };

const SIZINGS = [
  { kind: "fraction", fraction: 1 },
  { kind: "fraction", fraction: 0.37 },
  { kind: "notional", notional: 1_234.56 },
  { kind: "risk", fraction: 0.015 },
] as const satisfies readonly BacktestSettings["sizing"][];

/** Every strategy, with parameters that bring out all that it can do. */
const STRATEGIES: readonly Pick<BacktestSettings, "strategy" | "parameters">[] = [
  { strategy: "signals", parameters: {} },
  { strategy: "sma-cross", parameters: { fast: 10, slow: 30, stopPercent: 3, targetPercent: 6 } },
  { strategy: "rsi-reversion", parameters: { entry: 35 } },
  { strategy: "donchian-breakout", parameters: {} },
  { strategy: "donchian-breakout", parameters: { intrabar: 1, stopAtr: 1.5 } },
  { strategy: "buy-and-hold", parameters: {} },
];

/** Each strategy with each sizing, both sides, and costs that leave fractions of a cent. */
const RUNS = STRATEGIES.flatMap((strategy) =>
  SIZINGS.filter(({ kind }) => kind !== "risk" || strategy.strategy !== "buy-and-hold").map((sizing) => ({
    ...DEFAULT_TERMS,
    ...strategy,
    ...{ sizing, symbol: "TESTUSDT", capital: 10_007.31, sides: "both", feeBps: 7.25, slippageBps: 1.5 },
  })),
) satisfies readonly Omit<BacktestSettings, "timeframe">[];

const AccountSchema = z.array(
  z.object({
    equity: z.array(z.number()),
    profits: z.array(z.number()),
    fees: z.number(),
    slippage: z.number(),
    held: z.string(),
    outside: z.array(z.unknown()),
    drift: z.number(),
    metrics: z.record(z.string(), z.number().nullable()),
  }),
);

const folder = mkdtempSync(join(tmpdir(), "wick-accounting-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const micros = (amount: number) => Math.round(amount * 1_000_000);

/** What Python makes of the fills, in exact decimals of the file's own text. */
async function accountFor(klines: string, timeframe: Timeframe, results: readonly BacktestResult[]) {
  const [first] = results;
  const job = join(folder, "job.json");
  const runs = results.map(({ settings, fills }) => ({ ...settings, fills }));
  const about = { klines, from: first?.from, to: first?.to, barMs: TIMEFRAME_MS[timeframe], runs };
  writeFileSync(job, JSON.stringify(about));
  return AccountSchema.parse(JSON.parse(await runReference("backtest_accounting.py", [job])));
}

type Account = z.infer<typeof AccountSchema>[number];

function expectAccounted(result: BacktestResult | undefined, account: Account): void {
  if (result === undefined) throw new Error("an account of nothing");
  const { curve, trades, metrics } = result;
  expect(account.outside).toEqual([]);
  expect(Number(account.held)).toBe(0);
  expect(Array.from(curve.equity, micros)).toEqual(account.equity);
  expect(trades.map(({ profit }) => micros(profit))).toEqual(account.profits);
  expect([metrics.fees, metrics.slippage].map(micros)).toEqual([account.fees, account.slippage]);
  // What rounding each fill to the millionth comes to over years stays below a cent.
  expect(account.drift).toBeLessThan(0.005);
  for (const [name, value] of Object.entries(account.metrics)) {
    const ours = metrics[name as keyof Metrics];
    if (value === null || (name === "cagr" && ours === null)) expect(ours).toBeNull();
    else
      expect(Math.abs((ours ?? Number.NaN) - value), name).toBeLessThanOrEqual(
        1e-9 * Math.max(1, Math.abs(value)),
      );
  }
}

/** Whole series, of years; and the one of most bars. */
const WANTED = /_(?:4h|12h|1d)\.csv\.gz$|BTCUSDT_1h\.csv\.gz$/;
const spot = DATA === undefined ? "" : join(DATA, "klines/spot");
const FILES = DATA === undefined ? [] : readdirSync(spot).filter((name) => WANTED.test(name));

describe.runIf(PYTHON !== undefined && FILES.length > 0)("an independent accounting of the fills", () => {
  it.each(FILES)(
    "[BT-30] of %s comes to the same, bar by bar, to the millionth",
    async (name) => {
      const path = join(spot, name);
      const timeframe = basename(name).split(/[_.]/)[1] ?? "";
      if (!isTimeframe(timeframe)) throw new Error(name);
      const files = [...(await klineFiles(path, timeframe)).values()].flat();
      const bars = (await readKlines(files)).map(priceBarOf);
      // Days by every run; longer series by one sizing a strategy, each file by another one, so that all have their turn.
      const turn = FILES.indexOf(name);
      const runs = timeframe === "1d" ? RUNS : RUNS.filter((_, i) => (i + turn) % SIZINGS.length === 0);
      const results = runs.map((run) => runBacktest(bars, { ...run, timeframe }));
      expect(results.some(({ trades }) => trades.length > 20)).toBe(true);
      const accounts = await accountFor(path, timeframe, results);
      expect(accounts).toHaveLength(results.length);
      for (const [i, account] of accounts.entries()) expectAccounted(results[i], account);
    },
    180_000,
  );
});

const WALK: readonly PriceBar[] = [...walkBars("accounting", "1h", Date.UTC(2024, 0, 1), 1_500)].map(
  priceBarOf,
);
/** Without the signals: their weights change, and with them what they trade. */
const FIXED = RUNS.filter(({ strategy }) => strategy !== "signals");
const walked = () => FIXED.map((run) => runBacktest(WALK, { ...run, timeframe: "1h" }));
/** Of the curve, what a file may hold. */
const sampled = (equity: readonly number[]) => equity.filter((_, i) => i % 100 === 99);

describe("what was accounted for before", () => {
  it("[BT-30] is what the engine still finds on bars that anybody can make", () => {
    expect(
      walked().map(({ curve, trades }) => ({
        equity: sampled(Array.from(curve.equity, micros)),
        profits: trades.map(({ profit }) => micros(profit)),
      })),
    ).toEqual(accounted);
  });

  it.runIf(PYTHON !== undefined)("[BT-30] is what the accounting says of them", async () => {
    const klines = join(folder, "WALKUSDT_1h.csv");
    const rows = WALK.map((bar) => Object.values(bar).join(","));
    writeFileSync(klines, `${["open_time,open,high,low,close,volume", ...rows].join("\n")}\n`);
    const accounts = await accountFor(klines, "1h", walked());
    const told = accounts.map(({ equity, profits }) => ({ equity: sampled(equity), profits }));
    if (process.env.WICK_UPDATE_FIXTURES === "1") {
      const path = new URL("./test-data/accounted.json", import.meta.url);
      writeFileSync(path, `${JSON.stringify(told)}\n`);
    }
    expect(told).toEqual(accounted);
  });
});
