import type { BacktestResult, Metrics } from "../../market/backtest/result.ts";
import { numberText, percentText, spanText, textTable } from "./text-table.ts";

const ROWS: readonly (readonly [title: string, text: (metrics: Metrics) => string])[] = [
  ["Final equity", (m) => numberText(m.finalEquity)],
  ["Return", (m) => percentText(m.totalReturn)],
  ["A year (CAGR)", (m) => percentText(m.cagr)],
  ["Worst drawdown", (m) => percentText(m.maxDrawdown)],
  ["  it lasted", (m) => spanText(m.maxDrawdownMs)],
  ["Longest below a peak", (m) => spanText(m.longestDrawdownMs)],
  ["Volatility a year", (m) => percentText(m.volatility)],
  ["Sharpe", (m) => numberText(m.sharpe)],
  ["Sortino", (m) => numberText(m.sortino)],
  ["Trades", (m) => String(m.trades)],
  ["Won", (m) => percentText(m.winRate, 1)],
  ["Profit factor", (m) => numberText(m.profitFactor)],
  ["Expectancy", (m) => numberText(m.expectancy)],
  ["Expectancy of the entry", (m) => percentText(m.expectancyRatio, 3)],
  ["Mean win", (m) => numberText(m.averageWin)],
  ["Mean loss", (m) => numberText(m.averageLoss)],
  ["Best trade", (m) => numberText(m.bestTrade)],
  ["Worst trade", (m) => numberText(m.worstTrade)],
  ["Bars a trade", (m) => numberText(m.averageBars, 1)],
  ["Exposure", (m) => percentText(m.exposure, 1)],
  ["Turnover", (m) => numberText(m.turnover, 1)],
  ["Fees", (m) => numberText(m.fees)],
  ["Slippage", (m) => numberText(m.slippage)],
];

/** The metrics of a backtest beside those of buying and holding, and what to keep in mind. */
export function metricsText(result: BacktestResult): string {
  const { settings, metrics, baseline, bars, warmUpBars, from, to, notes } = result;
  const { symbol, timeframe, strategy, parameters, capital, feeBps, slippageBps } = settings;
  const given = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  const day = (time: number) => new Date(time).toISOString().slice(0, 10);
  const table = textTable([
    ["", strategy, "buy and hold"],
    ...ROWS.map(([title, text]) => [title, text(metrics), text(baseline.metrics)]),
  ]);
  return [
    `${symbol} ${timeframe}, ${day(from)} to ${day(to)}: ${bars} bars (${warmUpBars} before them to warm up)`,
    `${[strategy, ...given].join(", ")}; capital ${capital}, fees ${feeBps} bp, slippage ${slippageBps} bp`,
    "",
    table,
    "",
    ...notes.map((note) => `- ${note}`),
  ].join("\n");
}
