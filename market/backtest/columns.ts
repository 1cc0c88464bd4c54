import { fold } from "../indicators/fold.ts";
import type { PriceBar } from "../indicators/kernel.ts";
import type { Timeframe } from "../time/timeframe.ts";
import type { Column } from "./strategy.ts";

/**
 * The numbers of an indicator over a series, NaN where there is none. A value depends on no later bar ([IND-3]), so
 * that they may all be computed before the first is looked at.
 */
export function columnOf(column: Column, _timeframe: Timeframe, bars: readonly PriceBar[]): Float64Array {
  const { kernel, parameters, field } = column;
  const values = fold(kernel, parameters, bars);
  return Float64Array.from(values, (value) => {
    if (value === null) return Number.NaN;
    return typeof value === "number" ? value : (value[field ?? ""] ?? Number.NaN);
  });
}
