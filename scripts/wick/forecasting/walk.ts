import type { TimeframeEntry } from "../../../contract/models.ts";
import { type ConformalState, learnConformal, NO_CONFORMAL } from "../../../market/forecast/conformal.ts";
import type { Forecast } from "../../../market/forecast/forecast.ts";
import { forecastAll } from "../../../market/forecast/forecast-all.ts";
import { DIRECTION_HORIZON, horizonsOf } from "../../../market/forecast/horizons.ts";
import { INPUT_WINDOW } from "../../../market/forecast/inputs/version.ts";
import { MODEL_IDS, type ModelId } from "../../../market/forecast/model-id.ts";
import type { DirectionClass } from "../../../market/forecast/outlook.ts";
import { sigma24 } from "../../../market/forecast/sigma.ts";
import { type HorizonOutcome, outcomeAt } from "../../../market/forecast/targets.ts";
import { type EpochMs, TIMEFRAME_MS, type Timeframe } from "../../../market/time/timeframe.ts";
import type { Series } from "../read-series.ts";
import type { Artifacts } from "./artifacts.ts";
import { BATCH, type BarAnswers, SeriesAnswers } from "./bar-answers.ts";

/** One horizon of the forecasts of all models at a bar, now that it is known what came. */
export interface ScoredHorizon {
  readonly symbol: string;
  readonly issuedAt: EpochMs;
  readonly targetTime: EpochMs;
  /** Place in `horizonsOf`. */
  readonly at: number;
  readonly forecasts: Readonly<Record<ModelId, Forecast>>;
  readonly sigma24: number;
  readonly outcome: HorizonOutcome;
  /** At the horizon that the direction is called over; else null. */
  readonly direction: DirectionClass | null;
}

/** How a walk is to go. */
export interface WalkTerms {
  readonly artifacts: Artifacts;
  readonly ensemble: { readonly weights: TimeframeEntry; readonly version: string } | null;
  readonly withArima: boolean;
  /** The first time that forecasts are issued at. */
  readonly from: EpochMs;
}

/**
 * Walks over series of one timeframe, bar by bar, as if each bar had just closed ([FC-88]): what is due is scored and
 * teaches conformal, then all models are asked. Nothing that is told at one time depends on a later bar.
 * @returns scored horizons in pieces, in the order of their target times; within one by symbol, then the longest ago.
 */
export async function* walk(
  series: readonly Series[],
  timeframe: Timeframe,
  terms: WalkTerms,
): AsyncGenerator<{ readonly scored: readonly ScoredHorizon[]; readonly time: EpochMs }> {
  const length = TIMEFRAME_MS[timeframe];
  const walkers = series.map((one) => new SeriesWalker(one, terms));
  const times = series.map(({ bars }) => (bars.at(-1)?.openTime ?? 0) + length);
  const end = times.reduce((most, time) => Math.max(most, time), 0);
  // Spans that do not depend on where the data begin or end.
  const span = BATCH * length;
  const first = walkers.reduce((least, { next }) => Math.min(least, next), Number.POSITIVE_INFINITY);
  for (let start = first - (first % span); start < end; start += span) {
    const scored: ScoredHorizon[] = [];
    for (const walker of walkers) for (const one of await walker.until(start + span)) scored.push(one);
    scored.sort((a, b) => a.targetTime - b.targetTime);
    yield { scored, time: Math.min(end, start + span) };
  }
}

interface Issued {
  readonly index: number;
  readonly forecasts: Readonly<Record<ModelId, Forecast>>;
  readonly sigma24: number;
}

/** One series on its way. */
class SeriesWalker {
  readonly #series: Series;
  readonly #terms: WalkTerms;
  readonly #answers: SeriesAnswers;
  readonly #conformal: Partial<Record<ModelId, ConformalState[]>> = {};
  readonly #pending: Issued[] = [];
  #index: number;

  constructor(series: Series, terms: WalkTerms) {
    this.#series = series;
    this.#terms = terms;
    this.#answers = new SeriesAnswers(series, terms.artifacts, terms.withArima);
    const first = series.bars.findIndex((_, index) => this.#closesAt(index) >= terms.from);
    this.#index = first < 0 ? series.bars.length : first;
  }

  /** When the next bar closes; infinity at the end. */
  get next(): EpochMs {
    return this.#index < this.#series.bars.length ? this.#closesAt(this.#index) : Number.POSITIVE_INFINITY;
  }

  /** Goes on over all bars that close before `time`; at most `BATCH` of them. */
  async until(time: EpochMs): Promise<ScoredHorizon[]> {
    const indices: number[] = [];
    while (this.next < time) indices.push(this.#index++);
    const answers = await this.#answers.at(indices);
    return indices.flatMap((index, at) => {
      const scored = this.#score(index);
      this.#issue(index, answers[at] ?? {});
      return scored;
    });
  }

  /** What becomes known with the bar at `index`. */
  #score(index: number): ScoredHorizon[] {
    const { bars, timeframe, symbol } = this.#series;
    const horizons = horizonsOf(timeframe);
    const longest = horizons.at(-1) ?? 0;
    while (index - (this.#pending[0]?.index ?? index) > longest) this.#pending.shift();
    return this.#pending.flatMap((issued) => {
      const at = horizons.indexOf(index - issued.index);
      if (at < 0) return [];
      const { horizons: outcomes, direction } = outcomeAt(bars, issued.index, timeframe);
      const outcome = outcomes[at] ?? null;
      if (outcome === null) return [];
      this.#learn(issued.forecasts, at, outcome);
      const { forecasts, sigma24: sigma } = issued;
      return {
        ...{ symbol, at, forecasts, sigma24: sigma, outcome },
        issuedAt: this.#closesAt(issued.index),
        targetTime: this.#closesAt(index),
        direction: outcome.horizon === DIRECTION_HORIZON ? direction : null,
      };
    });
  }

  #learn(forecasts: Readonly<Record<ModelId, Forecast>>, at: number, outcome: HorizonOutcome): void {
    for (const model of MODEL_IDS) {
      const { servedBy, horizons } = forecasts[model];
      const base = horizons[at]?.base ?? null;
      if (servedBy !== model || base === null) continue;
      const states = this.#conformal[model] ?? horizons.map(() => NO_CONFORMAL);
      states[at] = learnConformal(states[at] ?? NO_CONFORMAL, outcome.horizon, base, outcome.logReturn);
      this.#conformal[model] = states;
    }
  }

  #issue(index: number, answers: BarAnswers): void {
    const { bars, timeframe, symbol } = this.#series;
    const bar = bars[index];
    if (bar === undefined) return;
    const forecasts = forecastAll({
      ...{ symbol, timeframe, answers, openTime: bar.openTime, close: bar.close },
      ...{ barCount: index + 1, window: INPUT_WINDOW, now: null, drift: {} },
      ensemble: this.#terms.ensemble,
      conformal: this.#conformal,
    });
    if (forecasts !== null) this.#pending.push({ index, forecasts, sigma24: sigma24(bars, index) });
  }

  #closesAt(index: number): EpochMs {
    return (this.#series.bars[index]?.openTime ?? 0) + TIMEFRAME_MS[this.#series.timeframe];
  }
}
