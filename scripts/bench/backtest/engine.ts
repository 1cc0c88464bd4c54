import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { runBacktest } from "../../../market/backtest/run.ts";
import { type BacktestSettings, DEFAULT_TERMS } from "../../../market/backtest/settings.ts";
import type { PriceBar } from "../../../market/indicators/kernel.ts";

/**
 * The engine in a process of its own, spoken to as the peer is: `run FAST SLOW STOP_PERCENT` on standard input, an
 * answer of seconds and trades a line; `signals` runs that strategy. Bars are read before the first. Seconds are of the
 * processor, of all threads, compiler and collector included, from bars as objects to metrics, curves and baseline.
 */
const [path = ""] = process.argv.slice(2);
const bars = readFileSync(path, "utf8")
  .trimEnd()
  .split("\n")
  .slice(1)
  .map((line): PriceBar => {
    const [openTime = 0, open = 0, high = 0, low = 0, close = 0, volume = 0] = line.split(",").map(Number);
    return { openTime, open, high, low, close, volume };
  });

const TERMS: Omit<BacktestSettings, "strategy"> = {
  ...DEFAULT_TERMS,
  symbol: "BTCUSDT",
  timeframe: "1h",
  capital: 100_000,
  sizing: { kind: "fraction", fraction: 0.5 },
};

for await (const line of createInterface({ input: process.stdin })) {
  const [word, fast, slow, stopPercent] = line.split(" ");
  const settings: BacktestSettings =
    word === "signals"
      ? { ...TERMS, strategy: "signals" }
      : {
          ...TERMS,
          strategy: "sma-cross",
          parameters: { fast: Number(fast), slow: Number(slow), stopPercent: Number(stopPercent) },
        };
  const start = process.cpuUsage();
  const { trades } = runBacktest(bars, settings);
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  const told = trades.map(({ entryTime, exitTime }) => [entryTime, exitTime]);
  console.log(JSON.stringify({ seconds, trades: told }));
}
