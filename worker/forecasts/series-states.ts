import type { Timeframe } from "../../market/time/timeframe.ts";
import { readArima } from "../../platform/d1/forecast-arima.ts";
import { readDrift } from "../../platform/d1/forecast-drift.ts";
import { seriesKey } from "../../platform/d1/forecast-log.ts";
import { type ConformalStates, readConformal } from "../../platform/d1/forecast-record.ts";
import type { StoredFit } from "./arima-answer.ts";
import type { SeriesDrift } from "./series-drift.ts";

/** What is stored of a series, and forecasts are made with. */
export interface SeriesState {
  readonly arima: StoredFit | undefined;
  readonly conformal: ConformalStates;
  readonly drift: { readonly revision: number; readonly drift: SeriesDrift } | undefined;
}

/** The states of a timeframe's series, by `seriesKey`. @throws where D1 fails. */
export async function seriesStates(
  db: D1Database,
  timeframe: Timeframe,
  symbols: readonly { readonly symbol: string }[],
): Promise<ReadonlyMap<string, SeriesState>> {
  const series = symbols.map(({ symbol }) => [symbol, timeframe] as const);
  const [arima, conformal, drift] = await Promise.all([
    readArima<StoredFit>(db, series),
    readConformal(db, series),
    readDrift<SeriesDrift>(db, series),
  ]);
  return new Map(
    series.map(([symbol]) => {
      const key = seriesKey(symbol, timeframe);
      return [
        key,
        { arima: arima.get(key)?.fitted, conformal: conformal.get(key) ?? {}, drift: drift.get(key) },
      ];
    }),
  );
}
