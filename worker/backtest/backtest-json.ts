import type { z } from "zod";
import type { BacktestSchema, StrategyListSchema } from "../../contract/rest/backtest.ts";
import type { BacktestResult } from "../../market/backtest/result.ts";
import { STRATEGIES } from "../../market/backtest/strategies.ts";
import { thinned } from "../../market/backtest/thin.ts";

/** A result as it is answered: its curves at no more than so many points. */
export function backtestJson(result: BacktestResult, points: number): z.input<typeof BacktestSchema> {
  const { settings, curve, baseline } = result;
  const { symbol, timeframe, strategy, parameters, capital, sides, sizing, feeBps, slippageBps } = settings;
  const at = thinned(curve.equity.length, points);
  return {
    ...{ symbol, timeframe, from: result.from, to: result.to },
    ...{ bars: result.bars, warmUpBars: result.warmUpBars },
    ...{ strategy, parameters: { ...parameters }, capital, sides, sizing, feeBps, slippageBps },
    quantityStep: result.quantityStep,
    metrics: result.metrics,
    baseline: baseline.metrics,
    trades: [...result.trades],
    fills: [...result.fills],
    curve: {
      openTimes: at.map((i) => curve.openTimes[i] ?? 0),
      equity: at.map((i) => curve.equity[i] ?? 0),
      baseline: at.map((i) => baseline.curve.equity[i] ?? 0),
    },
    notes: [...result.notes],
  };
}

/** The strategies with their parameters. */
export function strategyList(): z.input<typeof StrategyListSchema> {
  return {
    strategies: STRATEGIES.map(({ id, title, description, parameters }) => ({
      ...{ id, title, description },
      parameters: [...parameters],
    })),
  };
}
