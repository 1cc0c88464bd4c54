import { horizonsOf } from "../../market/forecast/horizons.ts";
import { type Came, type LiveRecord, learnFrom, type RecordSums } from "../../market/forecast/live-record.ts";
import { unpackForecasts } from "../../market/forecast/packed-forecasts.ts";
import { outcomeAt } from "../../market/forecast/targets.ts";
import type { PriceBar } from "../../market/indicators/kernel.ts";
import { type EpochMs, TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import type { SettledHorizon } from "../../platform/d1/forecast-log.ts";
import type { DueForecast, RecordStep } from "../../platform/d1/forecast-record.ts";
import { placeOf } from "./logged.ts";

/** A gap is waited for so long, by the data's clock, that bars may come in late: at least a day, at least two bars. */
const PATIENCE_MS = 86_400_000;

export type SettledRow = RecordStep["settled"][number];

/** What settling has changed. */
export interface Settled {
  readonly record: LiveRecord;
  readonly days: ReadonlyMap<string, RecordSums>;
  readonly rows: readonly SettledRow[];
}

/** The UTC day that a forecast was issued on. */
export function dayOfIssue({ openTime, timeframe }: { openTime: EpochMs; timeframe: Timeframe }): string {
  return new Date(openTime + TIMEFRAME_MS[timeframe]).toISOString().slice(0, 10);
}

/**
 * Settles the horizons of a series' forecasts that have come: scored where all of their bars are there, given up where
 * bars have been missing for a day ([FC-96]). Pure; rows in the order of their bars.
 * @param bars stored final bars, oldest first, from the first row's on.
 */
export function settle(
  rows: readonly DueForecast[],
  bars: readonly PriceBar[],
  before: LiveRecord,
  days: ReadonlyMap<string, RecordSums>,
): Settled {
  let record = before;
  const sums = new Map(days);
  const settled: SettledRow[] = [];
  for (const row of rows) {
    const place = placeOf(row);
    const outcomes: SettledHorizon[] = [...row.outcomes];
    const came = outcomesOf(row, bars);
    const forecasts = unpackForecasts(place, row.forecasts, null);
    for (let at = outcomes.length; at < came.length; at++) {
      const one = came[at] ?? null;
      if (one === "waiting") break;
      outcomes.push(one);
      if (one === null || forecasts === null) continue;
      const day = dayOfIssue(row);
      const { inSample } = row.forecasts;
      const learned = learnFrom(record, sums.get(day) ?? {}, forecasts, at, one, inSample);
      record = learned.record;
      sums.set(day, learned.day);
    }
    if (outcomes.length > row.outcomes.length)
      settled.push({ openTime: row.openTime, outcomes, nextDue: dueAfter(row, outcomes.length) });
  }
  return { record, days: sums, rows: settled };
}

/** What came of each horizon; null of one that is given up. */
function outcomesOf(row: DueForecast, bars: readonly PriceBar[]): readonly (Came | null | "waiting")[] {
  const { timeframe, openTime } = row;
  const step = TIMEFRAME_MS[timeframe];
  const close = Number(row.close);
  const from = bars.findIndex((bar) => bar.openTime > openTime);
  const later = from < 0 ? [] : bars.slice(from, from + Math.max(...horizonsOf(timeframe)));
  const newest = bars.at(-1)?.openTime ?? openTime;
  // Returns count from the close that was forecast from, whatever that bar was corrected to since.
  const own: PriceBar = { openTime, open: close, high: close, low: close, close, volume: 0 };
  const { horizons } = outcomeAt([own, ...later], 0, timeframe);
  return horizonsOf(timeframe).map((horizon, at) => {
    const target = openTime + horizon * step;
    const outcome = horizons[at] ?? null;
    const end = later.find((bar) => bar.openTime === target);
    if (outcome !== null && end !== undefined) {
      return { close: end.close, logReturn: outcome.logReturn, variance: outcome.variance };
    }
    return newest >= target + Math.max(PATIENCE_MS, 2 * step) ? null : "waiting";
  });
}

function dueAfter({ timeframe, openTime }: DueForecast, settled: number): EpochMs | null {
  const next = horizonsOf(timeframe)[settled];
  return next === undefined ? null : openTime + (1 + next) * TIMEFRAME_MS[timeframe];
}
