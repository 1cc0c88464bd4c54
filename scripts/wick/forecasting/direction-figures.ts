import type { TimeframeEntry } from "../../../contract/models.ts";
import { rankLeans, weightedAuc } from "../../../market/forecast/metrics/auc.ts";
import {
  type Interval,
  intervalOf,
  WeeklyRatio,
  weekOf,
} from "../../../market/forecast/metrics/bootstrap.ts";
import {
  accuracyUpGivenMove,
  balancedAccuracy,
  type Call,
  earned,
  leansOf,
} from "../../../market/forecast/metrics/calls.ts";
import { brier, logLoss } from "../../../market/forecast/metrics/losses.ts";
import { calibrationError, reliability } from "../../../market/forecast/metrics/reliability.ts";
import type { ModelId } from "../../../market/forecast/model-id.ts";
import type { Probabilities } from "../../../market/forecast/outlook.ts";
import { told } from "./path-figures.ts";
import type { ScoredHorizon } from "./walk.ts";

/** Figures of a model's three-class call. */
export interface DirectionFigures {
  readonly n: number;
  /** Over the training rows' class frequencies; null without a manifest. */
  readonly logLossSkill: Interval | null;
  readonly brierSkill: Interval | null;
  /** Over naive's frequencies, those of the last 500 bars. */
  readonly logLossSkillNaive: Interval | null;
  /** Over class frequencies by decile of 24-bar σ: what is left once volatility is known. */
  readonly logLossSkillBySigma: Interval | null;
  readonly balancedAccuracy: number;
  readonly aucUpGivenMove: Interval | null;
  readonly accuracyUpGivenMove: number | null;
  readonly ece: number;
  /** Mean log return a call of up or down, after 10 bp; null where none was made. */
  readonly costAdjusted: Interval | null;
}

/** Resamples of the area under a curve: each sums over all rows. */
const AUC_RESAMPLES = 200;
const skill = (share: number) => 1 - share;

/** Takes scored calls of one model, tells figures of them ([FC-89]). */
export class DirectionBook {
  readonly #model: ModelId;
  readonly #references: TimeframeEntry | null;
  readonly #calls: Call[] = [];
  readonly #weeks: number[] = [];
  readonly #prior = new WeeklyRatio();
  readonly #brier = new WeeklyRatio();
  readonly #naive = new WeeklyRatio();
  readonly #bySigma = new WeeklyRatio();
  readonly #earned = new WeeklyRatio();

  constructor(model: ModelId, references: TimeframeEntry | null) {
    this.#model = model;
    this.#references = references;
  }

  add(row: ScoredHorizon): void {
    const forecast = row.forecasts[this.#model];
    const { probabilities } = forecast;
    const came = row.direction;
    if (came === null || probabilities === null || forecast.servedBy !== this.#model) return;
    const week = weekOf(row.issuedAt);
    this.#calls.push({ came, probabilities });
    this.#weeks.push(week);
    const loss = logLoss(came, probabilities);
    const naive = row.forecasts.naive.probabilities;
    if (naive !== null) this.#naive.add(week, loss, logLoss(came, naive));
    // A model that makes no call (har) earns nothing by one.
    const gain = forecast.call === null ? null : earned(probabilities, row.outcome.logReturn);
    if (gain !== null) this.#earned.add(week, gain, 1);
    if (this.#references === null) return;
    const prior = three(this.#references.classPrior);
    this.#prior.add(week, loss, logLoss(came, prior));
    this.#brier.add(week, brier(came, probabilities), brier(came, prior));
    // As training counted them: what lies on an edge belongs to the decile above.
    const decile = this.#references.sigmaEdges.filter((edge) => row.sigma24 >= edge).length;
    this.#bySigma.add(week, loss, logLoss(came, three(this.#references.sigmaPriors[decile] ?? [])));
  }

  /** Null where the model says nothing of the direction. */
  figures(): DirectionFigures | null {
    if (this.#calls.length === 0) return null;
    const leans = leansOf(this.#calls);
    return {
      n: this.#calls.length,
      logLossSkill: told(this.#prior, skill),
      brierSkill: told(this.#brier, skill),
      logLossSkillNaive: told(this.#naive, skill),
      logLossSkillBySigma: told(this.#bySigma, skill),
      balancedAccuracy: balancedAccuracy(this.#calls),
      aucUpGivenMove: this.#auc(),
      accuracyUpGivenMove: leans.length === 0 ? null : accuracyUpGivenMove(leans),
      ece: calibrationError(reliability(this.#calls)),
      costAdjusted: told(this.#earned),
    };
  }

  #auc(): Interval | null {
    const moves = this.#calls.flatMap(({ came }, at) => (came === 0 ? [] : [this.#weeks[at] ?? 0]));
    const ranked = rankLeans(leansOf(this.#calls));
    const weeks = [...new Set(this.#weeks)].sort((a, b) => a - b);
    const places = new Map(weeks.map((week, place) => [week, place]));
    const ofMove = moves.map((week) => places.get(week) ?? 0);
    const weights = new Float64Array(ofMove.length);
    const interval = intervalOf(
      weeks.length,
      (counts) => {
        if (counts === undefined) return weightedAuc(ranked);
        ofMove.forEach((place, at) => {
          weights[at] = counts[place] ?? 0;
        });
        return weightedAuc(ranked, weights);
      },
      AUC_RESAMPLES,
    );
    return Number.isNaN(interval.value) ? null : interval;
  }
}

function three([down = 0, neutral = 0, up = 0]: readonly number[]): Probabilities {
  return [down, neutral, up];
}
