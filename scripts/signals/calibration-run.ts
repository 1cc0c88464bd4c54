import { basename } from "node:path";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import type { CalibrationTable } from "../../market/signals/calibration.ts";
import { SIGNAL_RULES } from "../../market/signals/weights.ts";
import { TIMEFRAMES, type Timeframe } from "../../market/time/timeframe.ts";
import { readKlines } from "../features/kline-files.ts";
import { findDataFiles } from "../replay/recorded/files.ts";
import { cellsOf, type EndedSignal, endedSignals } from "./outcome-count.ts";

/** Where the buckets of |score| begin; the first is the threshold, below which nothing is issued. */
export function boundsOf(threshold: number): readonly number[] {
  const step = (n: number) => Math.round((threshold + n * 0.05) * 100) / 100;
  return [threshold, step(1), step(2), step(3), 1];
}

/** What was counted of a timeframe. */
export interface TimeframeCount {
  readonly timeframe: Timeframe;
  readonly symbols: readonly string[];
  readonly bars: number;
  readonly from: number;
  readonly to: number;
  readonly ended: readonly EndedSignal[];
}

/**
 * Runs the engine over every kline file of a timeframe; each file is a series of its own, as files of one symbol may
 * lie months apart. Undefined where there is none.
 */
export async function countTimeframe(
  folder: string,
  timeframe: Timeframe,
): Promise<TimeframeCount | undefined> {
  const ended: EndedSignal[] = [];
  const symbols = new Set<string>();
  let bars = 0;
  let from = Number.POSITIVE_INFINITY;
  let to = 0;
  for (const file of await findDataFiles(folder)) {
    if (file.kind !== "klines" || file.frame !== timeframe) continue;
    const series = (await readKlines([file])).map(priceBarOf);
    const first = series[0];
    const last = series.at(-1);
    if (first === undefined || last === undefined) throw new Error(`${basename(file.path)} has no bars`);
    symbols.add(file.symbol);
    bars += series.length;
    from = Math.min(from, first.openTime);
    to = Math.max(to, last.openTime);
    ended.push(...endedSignals(file.symbol, timeframe, series));
  }
  return bars === 0 ? undefined : { timeframe, symbols: [...symbols], bars, from, to, ended };
}

/** The table of what was counted, in the order of timeframes. */
export function calibrationTable(counts: readonly TimeframeCount[]): CalibrationTable {
  const bounds = boundsOf(SIGNAL_RULES.threshold);
  const byTimeframe = TIMEFRAMES.flatMap(
    (timeframe) => counts.find((one) => one.timeframe === timeframe) ?? [],
  );
  return {
    rules: SIGNAL_RULES.version,
    bounds,
    basis: Object.fromEntries(byTimeframe.map((one) => [one.timeframe, basisText(one)])),
    cells: Object.fromEntries(byTimeframe.map(({ timeframe, ended }) => [timeframe, cellsOf(ended, bounds)])),
  };
}

function basisText({ timeframe, symbols, bars, from, to }: TimeframeCount): string {
  const day = (time: number) => new Date(time).toISOString().slice(0, 10);
  return `${symbols.join(", ")} on ${timeframe}: ${bars} recorded bars between ${day(from)} and ${day(to)}`;
}
