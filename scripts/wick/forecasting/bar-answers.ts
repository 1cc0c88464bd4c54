import type { Answer } from "../../../market/forecast/answer.ts";
import { fitArima } from "../../../market/forecast/arima/fit-arima.ts";
import { baselineAnswers } from "../../../market/forecast/forecast-series.ts";
import { FORECAST_BARS, isModelTimeframe } from "../../../market/forecast/horizons.ts";
import { sequence } from "../../../market/forecast/inputs/log-bar.ts";
import { modelFeatures } from "../../../market/forecast/inputs/model-features.ts";
import { INPUT_WINDOW } from "../../../market/forecast/inputs/version.ts";
import type { ModelId } from "../../../market/forecast/model-id.ts";
import { type EpochMs, TIMEFRAME_MS } from "../../../market/time/timeframe.ts";
import { arimaAnswer, type StoredFit } from "../../../worker/forecasts/arima-answer.ts";
import { learnedAnswers, type ModelInputs } from "../../../worker/forecasts/learned-answers.ts";
import type { Series } from "../read-series.ts";
import type { Artifacts } from "./artifacts.ts";

export type BarAnswers = Readonly<Partial<Record<ModelId, Answer>>>;

/**
 * Rows that are run at once. Always as many, the last one repeated: then a row's numbers do not depend on how many
 * others there are, to the last bit ([FC-88]).
 */
export const BATCH = 64;
/** Closes that `arima` is fitted on. */
const FIT_BARS = 500;
const DAY_MS = 86_400_000;

/** What every model says at bars of one series, asked in the order of time. */
export class SeriesAnswers {
  readonly #series: Series;
  readonly #artifacts: Artifacts;
  readonly #withArima: boolean;
  #fit: { readonly day: EpochMs; readonly fit: StoredFit } | undefined;

  /** @param withArima it is slow: where it is not asked for it says nothing. */
  constructor(series: Series, artifacts: Artifacts, withArima: boolean) {
    this.#series = series;
    this.#artifacts = artifacts;
    this.#withArima = withArima;
  }

  /** @param indices of bars, rising; at most `BATCH`. */
  async at(indices: readonly number[]): Promise<readonly BarAnswers[]> {
    const learned = await this.#learned(indices);
    const { bars, timeframe } = this.#series;
    return indices.map((index) => ({
      ...learned.get(index),
      ...baselineAnswers(bars, index, timeframe),
      arima: this.#arima(index),
    }));
  }

  async #learned(indices: readonly number[]): Promise<ReadonlyMap<number, BarAnswers>> {
    const { bars, timeframe, symbol } = this.#series;
    const { manifest, inference } = this.#artifacts;
    const told = indices.filter((index) => index + 1 >= INPUT_WINDOW);
    const isAsked = manifest?.models.some((entry) => entry.timeframe === timeframe) ?? false;
    if (manifest === null || !isAsked || told.length === 0 || !isModelTimeframe(timeframe)) return new Map();
    const inputs = told.map(
      (index): ModelInputs => ({
        symbol,
        features: modelFeatures(bars, index),
        bars: sequence(bars, index),
      }),
    );
    const last = inputs.at(-1);
    while (last !== undefined && inputs.length < BATCH) inputs.push(last);
    const answers = await learnedAnswers(inference, manifest, timeframe, inputs);
    return new Map(told.map((index, at) => [index, answers[at] ?? {}]));
  }

  /** Fitted once a day, on the closes that were known at its beginning; filtered bar by bar. */
  #arima(index: number): Answer {
    if (!this.#withArima) return { reason: "missing", detail: "it was not asked for" };
    const { bars, timeframe } = this.#series;
    const closesAt = (at: number) => (bars[at]?.openTime ?? 0) + TIMEFRAME_MS[timeframe];
    const issuedAt = closesAt(index);
    const day = issuedAt - (issuedAt % DAY_MS);
    if (this.#fit?.day !== day) {
      let end = index;
      while (end >= 0 && closesAt(end) > day) end -= 1;
      const closes = bars.slice(Math.max(0, end + 1 - FIT_BARS), end + 1).map(({ close }) => close);
      this.#fit = { day, fit: fitArima(closes) };
    }
    const window = bars.slice(Math.max(0, index + 1 - FORECAST_BARS), index + 1);
    return arimaAnswer(this.#fit.fit, window, timeframe);
  }
}
