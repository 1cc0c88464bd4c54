import { beforeAll, describe, expect, it } from "vitest";
import { BacktestSchema, StrategyListSchema } from "../../contract/rest/backtest.ts";
import { ProblemSchema } from "../../contract/rest/problem.ts";
import { backtestNeededFrom } from "../../market/backtest/needed.ts";
import { runBacktest } from "../../market/backtest/run.ts";
import { type BacktestSettings, DEFAULT_TERMS, STRATEGY_IDS } from "../../market/backtest/settings.ts";
import { STRATEGIES } from "../../market/backtest/strategies.ts";
import { thinned } from "../../market/backtest/thin.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import { upsertBars } from "../../platform/d1/bars.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { addPushed, openWick, type Wick } from "./wick.ts";

const START = Date.UTC(2024, 3, 1);
const HOUR_MS = 3_600_000;
const BARS = [...walkBars("backtest", "1h", START, 3_000)];
const SYMBOL = "BACKUSDT";
const FROM = START + 2_000 * HOUR_MS;
const TO = START + 2_899 * HOUR_MS;

let wick: Wick;
beforeAll(async () => {
  wick = await openWick();
  await addPushed(wick, SYMBOL);
  await upsertBars(
    wick.env.DB,
    BARS.map((bar) => ({ symbol: SYMBOL, timeframe: "1h", bar })),
  );
});

const post = (body: object) =>
  wick.fetch("/api/analysis/backtest", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ symbol: SYMBOL, from: FROM, to: TO, strategy: "sma-cross", ...body }),
  });

const here = (terms: Partial<BacktestSettings>) => {
  const settings: BacktestSettings = {
    ...DEFAULT_TERMS,
    ...{ symbol: SYMBOL, timeframe: "1h", from: FROM, strategy: "sma-cross" },
    ...terms,
  };
  const first = backtestNeededFrom(settings, FROM);
  const bars = BARS.filter(({ openTime }) => openTime >= first && openTime <= TO).map(priceBarOf);
  return runBacktest(bars, settings);
};

describe("POST /api/analysis/backtest", () => {
  it.each(STRATEGY_IDS)("[BT-4] [BT-60] finds with %s what the engine finds", async (strategy) => {
    const response = await post({ strategy, sides: "both", points: 100 });
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const told = BacktestSchema.parse(await response.json());
    const found = here({ strategy, sides: "both" });
    expect(told.bars).toBe(900);
    expect(told.warmUpBars).toBe(found.warmUpBars);
    expect(told.fills.length).toBeGreaterThan(0);
    expect([told.fills, told.trades, told.metrics]).toEqual([found.fills, found.trades, found.metrics]);
    expect(told.baseline).toEqual(found.baseline.metrics);
    expect(told.notes).toEqual(found.notes);
    const at = thinned(900, 100);
    expect(told.curve.equity).toEqual(at.map((i) => found.curve.equity[i]));
    expect(told.curve.openTimes.at(-1)).toBe(TO);
  });

  it("[BT-60] says what is not allowed", async () => {
    const fast = await post({ parameters: { fast: 50 } });
    expect(fast.status).toBe(400);
    const problem = ProblemSchema.parse(await fast.json());
    expect([problem.code, problem.detail]).toEqual(["invalid_input", "Fast must be less than slow."]);
    for (const body of [
      { parameters: { quick: 3 } },
      { strategy: "astrology" },
      { timeframe: "1s" },
      { feeBps: 0.001 },
      { sizing: { kind: "risk", fraction: 0.01 }, parameters: { stopPercent: 0 } },
      { capital: -1 },
      { fee: 5 },
      { sizing: { kind: "fraction", fraction: 1, risk: 0.01 } },
      { from: TO, to: FROM },
      { from: TO + 400_000 * HOUR_MS, to: TO + 400_001 * HOUR_MS },
    ]) {
      expect((await post(body)).status, JSON.stringify(body)).toBe(400);
    }
    expect((await post({ symbol: "NOSUCHUSDT" })).status).toBe(404);
  });

  it("lists its strategies with their parameters", async () => {
    const response = await wick.fetch("/api/analysis/backtest/strategies");
    const { strategies } = StrategyListSchema.parse(await response.json());
    expect(strategies.map(({ id }) => id)).toEqual(STRATEGIES.map(({ id }) => id));
    expect(strategies.find(({ id }) => id === "sma-cross")?.parameters.map(({ name }) => name)).toContain(
      "slow",
    );
  });
});
