import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trendingBars } from "../../market/analysis/test-data/trending-bars.ts";
import { runBacktest } from "../../market/backtest/run.ts";
import { type BacktestSettings, DEFAULT_TERMS } from "../../market/backtest/settings.ts";
import { csvRows, klineCsv, TestWorld } from "./test-data/test-world.ts";

const START = Date.UTC(2024, 0, 1);
const BARS = trendingBars(21, "1h", START, 2_200);
const BASE = { ...DEFAULT_TERMS, symbol: "AUSDT", timeframe: "1h" } as const;
let world: TestWorld;

beforeAll(async () => {
  world = await TestWorld.open();
  await world.write("AUSDT_1h.csv.gz", klineCsv(BARS));
  await world.write("BUSDT_1h.csv", klineCsv(trendingBars(22, "1h", START, 900)));
});
afterAll(() => world.close());

const CASES: readonly (readonly [readonly string[], BacktestSettings])[] = [
  [[], { ...BASE, strategy: "signals" }],
  [
    ["--strategy", "signals", "--sides", "both", "--sizing", "risk=0.02", "--from", "2024-02-01"],
    {
      ...{ ...BASE, strategy: "signals", sides: "both", sizing: { kind: "risk", fraction: 0.02 } },
      from: Date.UTC(2024, 1, 1),
    },
  ],
  [
    ["--strategy", "sma-cross", "--parameters", "fast=5,slow=12", "--fees-bps=7.5", "--slippage-bps", "0"],
    { ...BASE, strategy: "sma-cross", parameters: { fast: 5, slow: 12 }, feeBps: 7.5, slippageBps: 0 },
  ],
  [
    [
      "--strategy",
      "donchian-breakout",
      "--sizing",
      "notional=500",
      "--capital",
      "2500",
      "--quantity-step",
      "0.001",
    ],
    {
      ...{ ...BASE, strategy: "donchian-breakout", sizing: { kind: "notional", notional: 500 } },
      ...{ capital: 2_500, quantityStep: 0.001 },
    },
  ],
];

describe.each(CASES.map(([flags, settings]) => [flags.join(" "), flags, settings] as const))(
  "backtest %s",
  (_, flags, settings) => {
    it("[CLI-34] [BT-4] tells the trades, fills, equity and metrics of the engine, to the last digit", async () => {
      const files = ["--trades", "trades.json", "--fills", "fills.json", "--equity", "equity.json", "--json"];
      const { status, out, notices } = await world.run(
        "backtest",
        "--data",
        "AUSDT_1h.csv.gz",
        ...flags,
        ...files,
      );
      expect([status, notices]).toEqual([0, ""]);
      const result = runBacktest(BARS, settings);
      expect(result.trades.length).toBeGreaterThan(3);
      const read = async (name: string) => JSON.parse(await readFile(world.path(name), "utf8"));
      const series = { symbol: "AUSDT", timeframe: "1h" };
      expect(await read("trades.json")).toEqual(result.trades.map((trade) => ({ ...series, ...trade })));
      expect(await read("fills.json")).toEqual(result.fills.map((fill) => ({ ...series, ...fill })));
      const { openTimes, equity } = result.curve;
      expect(await read("equity.json")).toEqual(
        Array.from(openTimes, (openTime, i) => ({
          ...{ ...series, openTime, equity: equity[i], buyAndHold: result.baseline.curve.equity[i] },
        })),
      );
      const [told] = JSON.parse(out).backtests;
      expect(told.settings).toEqual(result.settings);
      expect(told.metrics).toEqual(result.metrics);
      expect(told.baseline.metrics).toEqual(result.baseline.metrics);
      expect(told.notes).toEqual(result.notes);
    });
  },
);

it("[CLI-34] prints metrics beside buying and holding, and what to keep in mind; one of each series", async () => {
  const data = ["--data", "AUSDT_1h.csv.gz", "--data", "BUSDT_1h.csv"];
  const { out } = await world.run("backtest", ...data, "--strategy", "sma-cross", "--trades", "all.csv");
  expect(out).toMatch(
    /AUSDT 1h, 2024-01-01 to .*: 2200 bars \(0 before them to warm up\)\nsma-cross, fast 20, slow 50/,
  );
  expect(out).toMatch(/\n +sma-cross +buy and hold\nFinal equity +\d+\.\d\d +\d+\.\d\d\nReturn +-?[\d.]+ %/);
  expect(out.match(/Not investment advice\./g)).toHaveLength(2);
  const symbols = csvRows(await readFile(world.path("all.csv"), "utf8")).map(({ symbol }) => symbol);
  expect(new Set(symbols)).toEqual(new Set(["AUSDT", "BUSDT"]));
});

it("[CLI-34] of too few bars there is none", async () => {
  const { status, notices } = await world.run(
    "backtest",
    "--data",
    "AUSDT_1h.csv.gz",
    "--to",
    "2024-01-01T00:00",
  );
  expect([status, notices]).toEqual([1, "AUSDT 1h: there are fewer than two bars."]);
});
