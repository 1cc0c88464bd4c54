import type { ForecastEvent, ForecastHubRpc } from "../../contract/forecast-events.ts";
import type { ModelManifest } from "../../contract/models.ts";
import type { Forecast } from "../../market/forecast/forecast.ts";
import { DIRECTION_HORIZON, horizonsOf, isModelTimeframe } from "../../market/forecast/horizons.ts";
import { covers } from "../../market/forecast/metrics/losses.ts";
import { unpackForecasts } from "../../market/forecast/packed-forecasts.ts";
import { directionOf } from "../../market/forecast/targets.ts";
import { type EpochMs, TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import {
  type LoggedForecast,
  markTold,
  type SettledHorizon,
  seriesKey,
  untoldForecasts,
} from "../../platform/d1/forecast-log.ts";
import { withDeadline } from "../../platform/deadline.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";
import { placeOf } from "./logged.ts";
import { leastSkill, measuredModel } from "./measured.ts";

const HUB_MS = 5_000;
/** Rows a run. */
const MOST = 500;
/** What nobody could be told for a day is news no more. */
const NEWS_MS = 86_400_000;

interface TellPorts {
  readonly db: D1Database;
  readonly now: () => number;
  readonly hub: (symbol: string) => ForecastHubRpc;
  readonly symbols: () => Promise<readonly { readonly symbol: string }[]>;
}

/**
 * Tells symbols' channels what was logged and settled and they have not had yet, oldest first, each series by itself
 * ([FC-105]). A hub that fails is told by the next run; what it had already it passes over.
 * @returns how many rows were told.
 */
export async function tellForecasts(ports: TellPorts, manifest: ModelManifest | null): Promise<number> {
  const rows = await untoldForecasts(ports.db, MOST);
  if (rows.length === 0) return 0;
  const active = new Set((await ports.symbols()).map(({ symbol }) => symbol));
  const series = new Map<string, LoggedForecast[]>();
  for (const row of rows) {
    const key = seriesKey(row.symbol, row.timeframe);
    series.set(key, [...(series.get(key) ?? []), row]);
  }
  const told = await Promise.all(
    [...series.values()].map(async (ofSeries) => {
      const [first] = ofSeries;
      if (first === undefined || !isModelTimeframe(first.timeframe)) return [];
      const since = ports.now() - NEWS_MS;
      const events = active.has(first.symbol) ? ofSeries.flatMap((row) => newsOf(row, manifest, since)) : [];
      try {
        const { timeframe } = first;
        if (events.length > 0)
          await withDeadline(ports.hub(first.symbol).publishForecast(timeframe, events), HUB_MS, "the hub");
        return ofSeries;
      } catch (error) {
        log({ event: "hub_failed", symbol: first.symbol, action: "forecast", error: errorText(error) });
        return [];
      }
    }),
  );
  const done = told.flat().map((row) => ({ ...row, told: row.outcomes.length + 1 }));
  if (done.length > 0) await markTold(ports.db, done);
  return done.length;
}

/** What a row's channel has not had yet, and is still news: that came to pass after `since`. */
function newsOf(row: LoggedForecast, manifest: ModelManifest | null, since: EpochMs): ForecastEvent[] {
  const forecast = ensembleOf(row);
  if (forecast === null) return [];
  const { timeframe, openTime, loggedAt, told } = row;
  const measured = measuredModel(manifest, timeframe, forecast.servedBy, forecast.version);
  const issued: ForecastEvent = {
    kind: "forecast",
    openTime,
    loggedAt,
    forecast,
    skill: leastSkill(measured),
  };
  const scored = row.outcomes.map((came, at) => scoredEvent(forecast, at, came));
  // When it came to pass by the clock of the log: the exchange's own may be that of a recording.
  const cameAt = (event: ForecastEvent) =>
    event.kind === "forecast" ? loggedAt : loggedAt + event.horizon * TIMEFRAME_MS[timeframe];
  return [issued, ...scored].slice(told).filter((event) => cameAt(event) > since);
}

function ensembleOf(row: LoggedForecast): Forecast | null {
  return unpackForecasts(placeOf(row), row.forecasts, null)?.ml_ensemble ?? null;
}

function scoredEvent(forecast: Forecast, at: number, came: SettledHorizon): ForecastEvent {
  const { openTime, timeframe, issuedAt, close, horizons } = forecast;
  const horizon = horizonsOf(timeframe)[at] ?? 0;
  const quantiles = horizons[at]?.quantiles ?? null;
  return {
    kind: "score",
    ...{ openTime, horizon },
    targetTime: issuedAt + horizon * TIMEFRAME_MS[timeframe],
    came:
      came === null
        ? null
        : {
            ...came,
            class: horizon === DIRECTION_HORIZON ? directionOf(close, came.close) : null,
            inside80: quantiles === null ? null : covers(came.logReturn, quantiles, 80),
            inside95: quantiles === null ? null : covers(came.logReturn, quantiles, 95),
          },
  };
}
