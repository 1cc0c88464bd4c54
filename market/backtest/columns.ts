import { anchoredFold, BLOCK, neededFrom } from "../indicators/anchored.ts";
import type { BarColumns, BatchKernel, Kernel, Parameters, Value } from "../indicators/kernel.ts";
import { TIMEFRAME_MS, type Timeframe } from "../time/timeframe.ts";
import { type BacktestSeries, Stretch } from "./series.ts";
import type { Column } from "./strategy.ts";

/**
 * The numbers of an indicator over a series, NaN where there is none: anchored, as REST, stream and page tell them of
 * these bars ([BT-2]). A value depends on no later bar ([IND-3]), so that all may be computed before the first is
 * looked at.
 */
export function columnOf(
  { kernel, parameters, field = "value" }: Column,
  timeframe: Timeframe,
  { bars, columns }: BacktestSeries,
): Float64Array {
  if (hasBatch(kernel)) return anchoredBatch(kernel, parameters, timeframe, columns, field);
  return Float64Array.from(anchoredFold(kernel, parameters, timeframe, bars), (value) => {
    if (value === null) return Number.NaN;
    return typeof value === "number" ? value : (value[field] ?? Number.NaN);
  });
}

function hasBatch(
  kernel: Kernel<Parameters, object, Value>,
): kernel is BatchKernel<Parameters, object, Value> {
  return "batch" in kernel;
}

/** As `anchoredFold`, by the kernel's batch: a block's values begin where its fold does. */
function anchoredBatch(
  kernel: BatchKernel<Parameters, object, Value>,
  parameters: Parameters,
  timeframe: Timeframe,
  columns: BarColumns,
  field: string,
): Float64Array {
  const { openTime } = columns;
  const numbers = new Float64Array(openTime.length);
  const blockMs = BLOCK * TIMEFRAME_MS[timeframe];
  let begin = 0;
  let start = 0;
  while (start < openTime.length) {
    const block = (openTime[start] ?? 0) - ((openTime[start] ?? 0) % blockMs);
    const first = neededFrom(kernel, parameters, timeframe, block);
    while ((openTime[begin] ?? first) < first) begin += 1;
    // No block has more bars than this; where some are missing, it has fewer.
    let end = Math.min(openTime.length, start + BLOCK);
    while ((openTime[end - 1] ?? 0) >= block + blockMs) end -= 1;
    const values = kernel.batch(parameters, new Stretch(columns, begin, end))[field];
    if (values !== undefined) numbers.set(values.subarray(start - begin), start);
    start = end;
  }
  return numbers;
}
