import type { TimeframeEntry } from "../../../contract/models.ts";
import type { Forecast } from "../../../market/forecast/forecast.ts";
import { type Interval, WeeklyRatio, weekOf } from "../../../market/forecast/metrics/bootstrap.ts";
import {
  absoluteError,
  covers,
  pinballOf80,
  pinballOfAll,
  qlike,
} from "../../../market/forecast/metrics/losses.ts";
import type { ModelId } from "../../../market/forecast/model-id.ts";
import type { Quantiles } from "../../../market/forecast/outlook.ts";
import type { ScoredHorizon } from "./walk.ts";

/** How often intervals of one coin held. */
export interface CoinCoverage {
  readonly symbol: string;
  readonly n: number;
  readonly coverage80: number;
  readonly coverage95: number;
}

/** Figures of a model at one horizon. Null: it does not say it, or there is nothing to compare it with. */
export interface PathFigures {
  readonly horizon: number;
  readonly n: number;
  readonly pinballSkill: Interval | null;
  readonly pinball80SkillUnconditional: Interval | null;
  readonly pinball80SkillScaled: Interval | null;
  readonly maeSkill: Interval | null;
  readonly coverage80: Interval | null;
  readonly coverage95: Interval | null;
  readonly qlike: number | null;
  readonly qlikeSkillHar: Interval | null;
  readonly coins: readonly CoinCoverage[];
}

const skill = (share: number) => 1 - share;

/** Takes scored forecasts of one model and horizon, tells figures of them ([FC-89]). */
export class PathBook {
  readonly #model: ModelId;
  readonly #horizon: number;
  readonly #reference: TimeframeEntry["references"][number] | undefined;
  readonly #pinball = new WeeklyRatio();
  readonly #unconditional = new WeeklyRatio();
  readonly #scaled = new WeeklyRatio();
  readonly #absolute = new WeeklyRatio();
  readonly #held80 = new WeeklyRatio();
  readonly #held95 = new WeeklyRatio();
  readonly #qlike = new WeeklyRatio();
  readonly #coins = new Map<string, { n: number; held80: number; held95: number }>();
  #n = 0;
  #qlikeN = 0;
  #qlikeSum = 0;

  constructor(model: ModelId, horizon: number, references: TimeframeEntry | null) {
    this.#model = model;
    this.#horizon = horizon;
    this.#reference = references?.references.find((one) => one.horizon === horizon);
  }

  add(row: ScoredHorizon): void {
    const week = weekOf(row.issuedAt);
    const own = ownHorizon(row.forecasts[this.#model], row.at);
    const naive = ownHorizon(row.forecasts.naive, row.at)?.quantiles ?? null;
    const har = ownHorizon(row.forecasts.har, row.at)?.variance ?? null;
    if (own?.quantiles && naive !== null) this.#addPath(row, week, own.quantiles, naive);
    if (own === null || own.variance === null) return;
    const loss = qlike(row.outcome.variance, own.variance);
    this.#qlikeN += 1;
    this.#qlikeSum += loss;
    if (har !== null) this.#qlike.add(week, loss, qlike(row.outcome.variance, har));
  }

  figures(): PathFigures {
    return {
      horizon: this.#horizon,
      n: Math.max(this.#n, this.#qlikeN),
      pinballSkill: told(this.#pinball, skill),
      pinball80SkillUnconditional: told(this.#unconditional, skill),
      pinball80SkillScaled: told(this.#scaled, skill),
      maeSkill: told(this.#absolute, skill),
      coverage80: told(this.#held80),
      coverage95: told(this.#held95),
      qlike: this.#qlikeN === 0 ? null : this.#qlikeSum / this.#qlikeN,
      qlikeSkillHar: told(this.#qlike, skill),
      coins: [...this.#coins].map(([symbol, { n, held80, held95 }]) => ({
        ...{ symbol, n, coverage80: held80 / n, coverage95: held95 / n },
      })),
    };
  }

  #addPath(row: ScoredHorizon, week: number, said: Quantiles, naive: Quantiles): void {
    const came = row.outcome.logReturn;
    const [in80, in95] = [Number(covers(came, said, 80)), Number(covers(came, said, 95))];
    const coin = this.#coins.get(row.symbol) ?? { n: 0, held80: 0, held95: 0 };
    this.#coins.set(row.symbol, {
      ...{ n: coin.n + 1, held80: coin.held80 + in80, held95: coin.held95 + in95 },
    });
    this.#n += 1;
    this.#pinball.add(week, pinballOfAll(came, said), pinballOfAll(came, naive));
    this.#absolute.add(week, absoluteError(came, said), absoluteError(came, naive));
    this.#held80.add(week, in80, 1);
    this.#held95.add(week, in95, 1);
    if (this.#reference === undefined) return;
    const of80 = pinballOf80(came, said);
    const plain = quantilesOf(this.#reference.quantiles, 1);
    const scaled = quantilesOf(this.#reference.scaledQuantiles, row.sigma24);
    this.#unconditional.add(week, of80, pinballOf80(came, plain));
    this.#scaled.add(week, of80, pinballOf80(came, scaled));
  }
}

/** What a model itself said of a horizon; null where another one stood in for it. */
export function ownHorizon(forecast: Forecast, at: number): Forecast["horizons"][number] | null {
  return forecast.servedBy === forecast.requested ? (forecast.horizons[at] ?? null) : null;
}

function quantilesOf([a = 0, b = 0, c = 0, d = 0, e = 0]: readonly number[], unit: number): Quantiles {
  return [a * unit, b * unit, c * unit, d * unit, e * unit];
}

/** Null where nothing was added. */
export function told(ratio: WeeklyRatio, of?: (share: number) => number): Interval | null {
  return ratio.isEmpty ? null : ratio.interval(of);
}
