import { TIMEFRAME_MS } from "../time/timeframe.ts";
import { drawdownOf } from "./drawdown.ts";
import { amountOf, MICROS, type Micros, microsOf } from "./money.ts";
import type { Metrics, Trade } from "./result.ts";
import type { BacktestSeries } from "./series.ts";
import type { BacktestSettings } from "./settings.ts";
import type { Simulation } from "./simulation.ts";

/** The year of a market that never closes. */
export const YEAR_MS = 365 * 86_400_000;
/** A shorter stretch is not called a rate a year. */
const MIN_CAGR_MS = 90 * 86_400_000;
const DIGITS = 12;

/** What a pass came to, by the formulas of [BT-40] to [BT-45]. */
export function metricsOf(
  series: BacktestSeries,
  simulation: Simulation,
  settings: BacktestSettings,
): Metrics {
  const { equity, broker, heldBars } = simulation;
  const capital = microsOf(settings.capital);
  const final = equity.at(-1) ?? capital;
  const lengthMs = TIMEFRAME_MS[settings.timeframe];
  const openTime = series.columns.openTime.subarray(series.first);
  const start = openTime[0] ?? 0;
  const timeAt = (index: number) => (index < 0 ? start : (openTime[index] ?? start) + lengthMs);
  const elapsedMs = timeAt(equity.length - 1) - start;
  const { mean, deviation, downside, meanEquity } = returnsOf(equity, capital);
  const year = Math.sqrt(YEAR_MS / lengthMs);
  const drawdown = drawdownOf(equity, capital, timeAt);
  return {
    finalEquity: amountOf(final),
    totalReturn: final / capital - 1,
    cagr: elapsedMs < MIN_CAGR_MS ? null : yearly(final / capital, YEAR_MS / elapsedMs),
    sharpe: deviation > 0 ? (mean / deviation) * year : null,
    sortino: downside > 0 ? (mean / downside) * year : null,
    volatility: deviation > 0 ? deviation * year : null,
    maxDrawdown: drawdown.depth,
    maxDrawdownMs: drawdown.depthMs,
    longestDrawdownMs: drawdown.longestMs,
    ...tradesOf(broker.trades),
    exposure: heldBars / equity.length,
    turnover: broker.traded / meanEquity,
    fees: amountOf(broker.fees),
    slippage: amountOf(broker.slippage),
  };
}

/** Math.pow may differ in its last bit between engines: what is told does not have that bit. */
function yearly(growth: number, power: number): number {
  return growth <= 0 ? -1 : Number((growth ** power - 1).toPrecision(DIGITS));
}

/** Mean, standard deviation (ddof 1) and downside deviation of the returns from close to close; the mean equity. */
function returnsOf(equity: Float64Array, capital: Micros) {
  const count = equity.length;
  const { sum, squares, below, total } = sumsOf(equity, capital);
  const mean = sum / count;
  // One pass: a mean return is far below its deviation, so that hardly a digit cancels.
  const variance = count > 1 ? Math.max(0, squares - count * mean * mean) / (count - 1) : 0;
  return {
    mean,
    deviation: Math.sqrt(variance),
    downside: Math.sqrt(below / count),
    meanEquity: total / count,
  };
}

/** Of returns, their squares, the squares of losses, and the equity. Nothing but the loop: it is compiled for itself. */
function sumsOf(equity: Float64Array, capital: Micros) {
  let sum = 0;
  let squares = 0;
  let below = 0;
  let total = 0;
  // By `Number` a double from the start: else each round of the loop would put one on the heap.
  let before = Number(capital);
  for (let i = 0; i < equity.length; i++) {
    const now = equity[i] ?? 0;
    // Of nothing there is no return.
    const value = before > 0 ? now / before - 1 : 0;
    // By its least, not by a question that every other bar answers otherwise.
    const loss = Math.min(value, 0);
    sum += value;
    squares += value * value;
    below += loss * loss;
    total += now;
    before = now;
  }
  return { sum, squares, below, total };
}

type OfTrades = Pick<
  Metrics,
  | "trades"
  | "winRate"
  | "profitFactor"
  | "expectancy"
  | "expectancyRatio"
  | "averageWin"
  | "averageLoss"
  | "bestTrade"
  | "worstTrade"
  | "averageBars"
>;

const NO_TRADES: OfTrades = {
  trades: 0,
  ...{ winRate: null, profitFactor: null, expectancy: null, expectancyRatio: null },
  ...{ averageWin: null, averageLoss: null, bestTrade: null, worstTrade: null, averageBars: null },
};

function tradesOf(trades: readonly Trade[]): OfTrades {
  const count = trades.length;
  if (count === 0) return NO_TRADES;
  // In millionths, so that the sums are exact.
  let won = 0;
  let lost = 0;
  let wins = 0;
  let losses = 0;
  let ratios = 0;
  let bars = 0;
  let best = Number.NEGATIVE_INFINITY;
  let worst = Number.POSITIVE_INFINITY;
  for (const trade of trades) {
    const profit = Math.round(trade.profit * MICROS);
    if (profit > 0) {
      won += profit;
      wins += 1;
    } else if (profit < 0) {
      lost -= profit;
      losses += 1;
    }
    ratios += trade.profitRatio;
    bars += trade.bars;
    best = Math.max(best, trade.profit);
    worst = Math.min(worst, trade.profit);
  }
  return {
    trades: count,
    winRate: wins / count,
    profitFactor: losses === 0 ? null : won / lost,
    expectancy: (won - lost) / count / MICROS,
    expectancyRatio: ratios / count,
    averageWin: wins === 0 ? null : won / wins / MICROS,
    averageLoss: losses === 0 ? null : lost / losses / MICROS,
    bestTrade: best,
    worstTrade: worst,
    averageBars: bars / count,
  };
}
