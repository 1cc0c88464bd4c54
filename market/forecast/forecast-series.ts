import type { PriceBar } from "../indicators/kernel.ts";
import type { EpochMs, Timeframe } from "../time/timeframe.ts";
import type { Answer } from "./answer.ts";
import type { ConformalState } from "./conformal.ts";
import { driftOutlook } from "./drift-baseline.ts";
import type { EnsembleWeights } from "./ensemble.ts";
import { BASELINE_VERSION, type Forecast } from "./forecast.ts";
import { type DriftVerdict, forecastAll } from "./forecast-all.ts";
import { harOutlook } from "./har.ts";
import { INPUT_WINDOW } from "./inputs/version.ts";
import type { LearnedModelId, ModelId } from "./model-id.ts";
import { naiveOutlook } from "./naive.ts";
import type { Outlook } from "./outlook.ts";

/** All that a forecast is made of. Inference and fitting have happened: this is pure and synchronous. */
export interface SeriesAtBar {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Final bars, oldest first, the last one being the one that forecasts are issued at; the last `FORECAST_BARS` decide. */
  readonly bars: readonly PriceBar[];
  /** To tell stale data by; null where time stands still (files). */
  readonly now: EpochMs | null;
  /** By trained model what it says or why not; one that is not in here is `missing`. */
  readonly learned: Readonly<Partial<Record<LearnedModelId, Answer>>>;
  readonly arima: Answer;
  /** The manifest's entry of this timeframe and its revision; null where there is none. */
  readonly ensemble: { readonly weights: EnsembleWeights; readonly revision: number } | null;
  /** By model, in the order of `horizonsOf`; none: nothing scored yet. */
  readonly conformal: Readonly<Partial<Record<ModelId, readonly ConformalState[]>>>;
  /** Trained models whose inputs have drifted. */
  readonly drift: Readonly<Partial<Record<LearnedModelId, DriftVerdict>>>;
}

/** The forecasts of every model, whichever is asked for, at the last of some bars ([FC-75], [FC-80]). */
export function forecastSeries(input: SeriesAtBar): Readonly<Record<ModelId, Forecast>> | null {
  const { bars, timeframe, ensemble } = input;
  const last = bars.at(-1);
  if (last === undefined) return null;
  return forecastAll({
    ...input,
    openTime: last.openTime,
    close: last.close,
    barCount: bars.length,
    window: INPUT_WINDOW,
    answers: { ...input.learned, ...baselineAnswers(bars, bars.length - 1, timeframe), arima: input.arima },
    ensemble: ensemble === null ? null : { weights: ensemble.weights, version: `r${ensemble.revision}` },
  });
}

/** What the baselines that need no fitting say at a bar. */
export function baselineAnswers(
  bars: readonly PriceBar[],
  index: number,
  timeframe: Timeframe,
): Readonly<Record<"naive" | "drift" | "har", Answer>> {
  return {
    naive: baselineAnswer(naiveOutlook(bars, index, timeframe)),
    drift: baselineAnswer(driftOutlook(bars, index, timeframe)),
    har: baselineAnswer(harOutlook(bars, index, timeframe)),
  };
}

/** A baseline that gives nothing at all has too few bars. */
function baselineAnswer(outlook: Outlook): Answer {
  const says = outlook.horizons.some(({ quantiles }) => quantiles !== null) || outlook.probabilities !== null;
  if (says) return { version: BASELINE_VERSION, outlook };
  return { reason: "short_history", detail: "fewer bars than it needs" };
}
