import type { BacktestResult } from "../../../market/backtest/result.ts";
import { thinned } from "../../../market/backtest/thin.ts";
import type { EquityPoint } from "../../charts/equity-chart.ts";

/** More than a screen has columns. */
const POINTS = 4_000;

/** The curves of a result for a chart; the drawdown is of every bar, whichever of them are shown. */
export function equityPoints({ curve, baseline }: BacktestResult): EquityPoint[] {
  const { equity, openTimes } = curve;
  let peak = Number.NEGATIVE_INFINITY;
  const drawdowns = equity.map((now) => {
    peak = Math.max(peak, now);
    return peak > 0 ? (now / peak - 1) * 100 : 0;
  });
  return thinned(equity.length, POINTS).map((i) => ({
    time: openTimes[i] ?? 0,
    equity: equity[i] ?? 0,
    baseline: baseline.curve.equity[i] ?? 0,
    drawdown: drawdowns[i] ?? 0,
  }));
}
