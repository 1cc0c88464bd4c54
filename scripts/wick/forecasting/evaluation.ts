import type { TimeframeEntry } from "../../../contract/models.ts";
import { horizonsOf } from "../../../market/forecast/horizons.ts";
import type { ModelId } from "../../../market/forecast/model-id.ts";
import type { EpochMs, Timeframe } from "../../../market/time/timeframe.ts";
import { DirectionBook, type DirectionFigures } from "./direction-figures.ts";
import { PathBook, type PathFigures } from "./path-figures.ts";
import type { ScoredHorizon } from "./walk.ts";

/** What an honest model does not reach at 1h out of sample: something of the future is in its inputs. */
const ALARMS = { balancedAccuracy: 0.48, accuracyUpGivenMove: 0.56 } as const;

/** A model's figures in one timeframe. */
export interface ModelFigures {
  readonly model: ModelId;
  /** Of the last of its forecasts. */
  readonly version: string | null;
  /** Forecasts that others had to make in its place, and the last reason. */
  readonly fellBack: number;
  readonly fallbackReason: string | null;
  readonly paths: readonly PathFigures[];
  readonly direction: DirectionFigures | null;
  readonly alarms: readonly string[];
}

/** All models' figures in one timeframe. */
export interface Evaluation {
  readonly timeframe: Timeframe;
  readonly symbols: readonly string[];
  /** First and last issue of a scored forecast; null where there is none. */
  readonly from: EpochMs | null;
  readonly to: EpochMs | null;
  readonly models: readonly ModelFigures[];
}

/** Takes what a walk scores, in its order. */
export class EvaluationBook {
  readonly #timeframe: Timeframe;
  readonly #models: readonly ModelBook[];
  readonly #symbols = new Set<string>();
  #from: EpochMs | null = null;
  #to: EpochMs | null = null;

  constructor(timeframe: Timeframe, models: readonly ModelId[], references: TimeframeEntry | null) {
    this.#timeframe = timeframe;
    this.#models = models.map((model) => new ModelBook(model, timeframe, references));
  }

  add(row: ScoredHorizon): void {
    this.#symbols.add(row.symbol);
    this.#from = Math.min(this.#from ?? row.issuedAt, row.issuedAt);
    this.#to = Math.max(this.#to ?? row.issuedAt, row.issuedAt);
    for (const model of this.#models) model.add(row);
  }

  result(): Evaluation {
    return {
      timeframe: this.#timeframe,
      symbols: [...this.#symbols].sort(),
      from: this.#from,
      to: this.#to,
      models: this.#models.map((model) => model.figures()),
    };
  }
}

class ModelBook {
  readonly #model: ModelId;
  readonly #timeframe: Timeframe;
  readonly #paths: readonly PathBook[];
  readonly #direction: DirectionBook;
  #version: string | null = null;
  #fellBack = 0;
  #reason: string | null = null;

  constructor(model: ModelId, timeframe: Timeframe, references: TimeframeEntry | null) {
    this.#model = model;
    this.#timeframe = timeframe;
    this.#paths = horizonsOf(timeframe).map((horizon) => new PathBook(model, horizon, references));
    this.#direction = new DirectionBook(model, references);
  }

  add(row: ScoredHorizon): void {
    const { servedBy, version, fallbackReason, fallbackDetail } = row.forecasts[this.#model];
    if (servedBy !== this.#model) {
      // Once a forecast, not once a horizon.
      if (row.at === 0) this.#fellBack += 1;
      this.#reason = `${fallbackReason}${fallbackDetail === null ? "" : ` (${fallbackDetail})`}`;
      return;
    }
    this.#version = version;
    this.#paths[row.at]?.add(row);
    this.#direction.add(row);
  }

  figures(): ModelFigures {
    const direction = this.#direction.figures();
    return {
      model: this.#model,
      version: this.#version,
      ...{ fellBack: this.#fellBack, fallbackReason: this.#reason },
      paths: this.#paths.map((path) => path.figures()),
      direction,
      alarms: this.#timeframe === "1h" && direction !== null ? alarmsOf(direction) : [],
    };
  }
}

function alarmsOf(direction: DirectionFigures): string[] {
  return (["balancedAccuracy", "accuracyUpGivenMove"] as const).flatMap((name) => {
    const value = direction[name];
    return value !== null && value > ALARMS[name]
      ? [`${name} ${value.toFixed(3)} is above ${ALARMS[name]}: look for a leak of the future`]
      : [];
  });
}
