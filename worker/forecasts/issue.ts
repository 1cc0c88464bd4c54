import type { ManifestState } from "../../contract/inference.ts";
import { endOfTraining, type TimeframeEntry } from "../../contract/models.ts";
import { forecastSeries } from "../../market/forecast/forecast-series.ts";
import { horizonsOf } from "../../market/forecast/horizons.ts";
import { packForecasts } from "../../market/forecast/packed-forecasts.ts";
import { type EpochMs, TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import {
  type LoggedForecast,
  logForecasts,
  type NewForecast,
  seriesKey,
} from "../../platform/d1/forecast-log.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";
import { arimaAnswer } from "./arima-answer.ts";
import { type LearnedAnswers, learnedAnswers, type ModelInputs, modelInputs } from "./learned-answers.ts";
import type { ForecastPorts } from "./ports.ts";
import { type ForecastBars, forecastBars } from "./series-bars.ts";
import { verdictsAgainst } from "./series-drift.ts";
import { type SeriesState, seriesStates } from "./series-states.ts";

/** What a try to forecast brought. */
export interface Issued {
  /** The newest logged forecast of each symbol that could be forecast, in no order. */
  readonly logged: readonly LoggedForecast[];
  /** Why the others could not, in words for anybody. */
  readonly unavailable: readonly { readonly symbol: string; readonly detail: string }[];
}

/**
 * Forecasts the newest final bar of symbols, all in one batch, and logs that before anybody is shown it ([FC-92]). A
 * bar that is logged already keeps what was logged first. One symbol, or one model, that fails costs itself alone.
 * @throws where D1 cannot be read or written: nothing is shown that is not logged.
 */
export async function issueForecasts(
  ports: ForecastPorts,
  timeframe: Timeframe,
  symbols: readonly SymbolRow[],
): Promise<Issued> {
  const states = seriesStates(ports.db, timeframe, symbols);
  const { made, unavailable } = await makeForecasts(ports, timeframe, symbols, states);
  const logged = made.length === 0 ? [] : await logForecasts(ports.db, made, ports.now());
  return { logged, unavailable };
}

/** As `issueForecasts`, without the log. @throws what reading `stored` throws. */
export async function makeForecasts(
  ports: ForecastPorts,
  timeframe: Timeframe,
  symbols: readonly SymbolRow[],
  stored: Promise<ReadonlyMap<string, SeriesState>>,
): Promise<{ readonly made: readonly NewForecast[]; readonly unavailable: Issued["unavailable"] }> {
  const unavailable: { symbol: string; detail: string }[] = [];
  const [read, models, states] = await Promise.all([
    readAll(ports, timeframe, symbols, unavailable),
    ports.forecasting?.models.current(),
    stored,
  ]);
  const learned = await learnedOf(ports, timeframe, models, read);
  const ensemble = ensembleOf(models, timeframe);
  const made = read.flatMap(({ now, ...series }): NewForecast[] => {
    const { symbol } = series.row;
    const state = states.get(seriesKey(symbol, timeframe));
    try {
      const forecasts = forecastSeries({
        ...{ symbol, timeframe, now, ensemble, bars: series.bars },
        learned: learned.get(symbol) ?? {},
        arima: arimaAnswer(state?.arima, series.bars, timeframe),
        conformal: state?.conformal ?? {},
        drift: verdictsAgainst(models?.manifest ?? null, state?.drift),
      });
      if (forecasts === null) {
        unavailable.push({ symbol, detail: `It has ${series.bars.length} final bars: too few to forecast.` });
        return [];
      }
      const inSample = isInSample(forecasts.naive.issuedAt, timeframe, models);
      return [newForecast(series, timeframe, packForecasts(forecasts, inSample))];
    } catch (error) {
      log({ event: "forecast_failed", symbol, timeframe, error: errorText(error) });
      unavailable.push({ symbol, detail: "It cannot be forecast right now." });
      return [];
    }
  });
  return { made, unavailable };
}

interface ReadSeries extends ForecastBars {
  readonly inputs: ModelInputs | null;
  readonly now: EpochMs | null;
}

async function readAll(
  ports: ForecastPorts,
  timeframe: Timeframe,
  symbols: readonly SymbolRow[],
  unavailable: { symbol: string; detail: string }[],
): Promise<readonly ReadSeries[]> {
  const read = await Promise.all(
    symbols.map(async (row) => {
      try {
        const [bars, now] = await Promise.all([
          forecastBars(ports.history, row, timeframe),
          ports.clock(row),
        ]);
        if (bars !== null) return [{ ...bars, now, inputs: modelInputs(bars) }];
        unavailable.push({ symbol: row.symbol, detail: "It has no final bar yet." });
      } catch (error) {
        log({ event: "forecast_failed", symbol: row.symbol, timeframe, error: errorText(error) });
        unavailable.push({ symbol: row.symbol, detail: "Its bars cannot be read right now." });
      }
      return [];
    }),
  );
  return read.flat();
}

/** By symbol. Where the runtime itself cannot be opened, every model of the timeframe has failed. */
async function learnedOf(
  { forecasting }: ForecastPorts,
  timeframe: Timeframe,
  models: ManifestState | undefined,
  series: readonly ReadSeries[],
): Promise<ReadonlyMap<string, LearnedAnswers>> {
  const manifest = models?.manifest ?? null;
  const rows = series.flatMap(({ inputs }) => (inputs === null ? [] : [inputs]));
  const entries = manifest?.models.filter((entry) => entry.timeframe === timeframe) ?? [];
  if (forecasting === undefined || manifest === null || entries.length === 0 || rows.length === 0)
    return new Map();
  try {
    const answers = await learnedAnswers(forecasting.inference, manifest, timeframe, rows);
    return new Map(rows.map(({ symbol }, at) => [symbol, answers[at] ?? {}]));
  } catch (error) {
    const detail = "the runtime of models cannot be opened";
    log({ event: "part_failed", part: "model runtime", error: errorText(error) });
    const failed = Object.fromEntries(
      entries.map(({ model }) => [model, { reason: "failed" as const, detail }]),
    );
    return new Map(rows.map(({ symbol }) => [symbol, failed]));
  }
}

function ensembleOf(models: ManifestState | undefined, timeframe: Timeframe) {
  const manifest = models?.manifest ?? null;
  const weights: TimeframeEntry | undefined = manifest?.timeframes.find((one) => one.timeframe === timeframe);
  return manifest === null || weights === undefined ? null : { weights, revision: manifest.revision };
}

/** Whether models may have been fitted on what comes of a bar: so it is in a recording of the years of their training. */
function isInSample(issuedAt: EpochMs, timeframe: Timeframe, models: ManifestState | undefined): boolean {
  const manifest = models?.manifest ?? null;
  return manifest !== null && issuedAt < endOfTraining(manifest, timeframe);
}

function newForecast(
  { row, openTime, revision, close }: ForecastBars,
  timeframe: Timeframe,
  forecasts: NewForecast["forecasts"],
): NewForecast {
  const [nearest = 1] = horizonsOf(timeframe);
  return {
    ...{ symbol: row.symbol, timeframe, openTime, revision, close, forecasts },
    nextDue: openTime + (1 + nearest) * TIMEFRAME_MS[timeframe],
  };
}
