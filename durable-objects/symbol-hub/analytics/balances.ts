import { neededFrom } from "../../../market/indicators/anchored.ts";
import { CORE_SET } from "../../../market/indicators/core-set.ts";
import type { EpochMs, Timeframe } from "../../../market/time/timeframe.ts";

/** Running balances: what is told of them is told with the time since when they count. */
const BALANCES = CORE_SET.filter(({ kernel, parameters }) => kernel.settles(parameters) === "never");

/** From when on running balances count at this bar, as far as there are bars. */
export function balancesFrom(timeframe: Timeframe, openTime: EpochMs): EpochMs {
  const begins = BALANCES.map(({ kernel, parameters }) =>
    neededFrom(kernel, parameters, timeframe, openTime),
  );
  return Math.min(openTime, ...begins);
}
