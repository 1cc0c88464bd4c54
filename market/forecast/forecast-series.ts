import type { PriceBar } from "../indicators/kernel.ts";
import type { EpochMs, Timeframe } from "../time/timeframe.ts";
import type { Answer } from "./answer.ts";
import type { ConformalState } from "./conformal.ts";
import type { EnsembleWeights } from "./ensemble.ts";
import type { Forecast } from "./forecast.ts";
import type { DriftVerdict } from "./forecast-all.ts";
import type { LearnedModelId, ModelId } from "./model-id.ts";

/** All that a forecast is made of. Inference and fitting have happened: this is pure and synchronous. */
export interface SeriesAtBar {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Final bars, oldest first, the last one being the one that forecasts are issued at; `WINDOW` of them decide. */
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

/** What every model, asked for, answers; null where the bars are too few even for `naive`. */
export type ForecastSeries = (input: SeriesAtBar) => Readonly<Record<ModelId, Forecast>> | null;
