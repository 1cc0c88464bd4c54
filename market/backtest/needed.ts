import { neededFrom } from "../indicators/anchored.ts";
import type { EpochMs } from "../time/timeframe.ts";
import type { BacktestSettings } from "./settings.ts";
import { parametersOf, strategyOf } from "./strategies.ts";

/**
 * First open time of the bars that a backtest has to be given so that what it does from `from` on does not depend on
 * where the bars begin ([BT-3]); where there are fewer, it begins with what there is.
 * @throws RangeError on parameters that are not allowed.
 */
export function backtestNeededFrom(
  settings: Pick<BacktestSettings, "strategy" | "parameters" | "timeframe">,
  from: EpochMs,
): EpochMs {
  const { timeframe } = settings;
  const strategy = strategyOf(settings.strategy);
  const columns = strategy.columns(parametersOf(strategy, settings.parameters));
  let first = strategy.neededFrom?.(timeframe, from) ?? from;
  for (const { kernel, parameters } of columns) {
    first = Math.min(first, neededFrom(kernel, parameters, timeframe, from));
  }
  return first;
}
