import type { InferenceFailure, RowOutcome } from "../../contract/inference.ts";
import {
  type HorizonOutlook,
  type Probabilities,
  QUANTILE_LEVELS,
  type Quantiles,
  VARIANCE_FLOOR,
} from "../../market/forecast/outlook.ts";

/** A graph's outputs by name, row after row, as the runtime gave them. */
export type GraphOutputs = ReadonlyMap<string, Float32Array>;

const LEVELS = QUANTILE_LEVELS.length;
const CLASSES = 3;
/** Float32 sums of three: beyond this they are no probabilities. */
const SUM_TOLERANCE = 1e-3;

export function failureOf(reason: InferenceFailure["reason"], detail: string): InferenceFailure {
  return { reason, detail };
}

/**
 * What a graph says of each of n rows. A row that is not finite, or whose quantiles fall, fails alone ([FC-63]).
 * @throws Error where the outputs are not those of a model of these horizons.
 */
export function outcomesOf(outputs: GraphOutputs, n: number, horizons: readonly number[]): RowOutcome[] {
  const quantiles = sized(outputs, "quantiles", n * horizons.length * LEVELS);
  const variances = sized(outputs, "variance", n * horizons.length);
  const probabilities = sized(outputs, "probabilities", n * CLASSES);
  if (quantiles === undefined && probabilities === undefined) {
    throw new Error("the graph gives neither quantiles nor probabilities");
  }
  return Array.from({ length: n }, (_, row): RowOutcome => {
    const outlooks = horizons.map((horizon, h): HorizonOutlook => {
      const at = row * horizons.length + h;
      return {
        horizon,
        quantiles: quantiles === undefined ? null : quantilesAt(quantiles, at * LEVELS),
        variance: variances === undefined ? null : Math.max(variances[at] ?? 0, horizon * VARIANCE_FLOOR),
      };
    });
    const chances = probabilities === undefined ? null : probabilitiesAt(probabilities, row * CLASSES);
    const trouble = outlooks.map(troubleOf).find((text) => text !== null) ?? troubleOfChances(chances);
    return trouble === null
      ? { outlook: { horizons: outlooks, probabilities: normalised(chances) }, failure: null }
      : { outlook: null, failure: failureOf("failed", trouble) };
  });
}

function sized(outputs: GraphOutputs, name: string, length: number): Float32Array | undefined {
  const values = outputs.get(name);
  if (values === undefined || values.length === length) return values;
  throw new Error(`the graph's output "${name}" has ${values.length} numbers, not ${length}`);
}

function quantilesAt(values: Float32Array, at: number): Quantiles {
  const value = (i: number) => values[at + i] ?? Number.NaN;
  return [value(0), value(1), value(2), value(3), value(4)];
}

function probabilitiesAt(values: Float32Array, at: number): Probabilities {
  const value = (i: number) => values[at + i] ?? Number.NaN;
  return [value(0), value(1), value(2)];
}

function troubleOf({ horizon, quantiles, variance }: HorizonOutlook): string | null {
  if (quantiles !== null) {
    if (!quantiles.every(Number.isFinite)) return `quantiles over ${horizon} bars are not finite`;
    if (quantiles.some((q, i) => i > 0 && q < (quantiles[i - 1] ?? q))) {
      return `quantiles over ${horizon} bars fall`;
    }
  }
  if (variance !== null && !Number.isFinite(variance))
    return `the variance over ${horizon} bars is not finite`;
  return null;
}

function troubleOfChances(chances: Probabilities | null): string | null {
  if (chances === null) return null;
  const sum = chances[0] + chances[1] + chances[2];
  // Also where one is no number at all: then no comparison holds.
  const isFine = chances.every((p) => p >= 0) && Math.abs(sum - 1) <= SUM_TOLERANCE;
  return isFine ? null : "probabilities are not finite, negative, or do not sum to one";
}

/** Of float32 numbers that sum to one nearly: in doubles they do. */
function normalised(chances: Probabilities | null): Probabilities | null {
  if (chances === null) return null;
  const sum = chances[0] + chances[1] + chances[2];
  return [chances[0] / sum, chances[1] / sum, chances[2] / sum];
}
