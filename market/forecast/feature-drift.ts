import { type EpochMs, TIMEFRAME_MS, type Timeframe } from "../time/timeframe.ts";
import type { DriftVerdict } from "./forecast-all.ts";

/** Fewer rows than this are not judged: sampling alone moves the index of 10 bins by 9 / n. */
export const DRIFT_LEAST_ROWS = 500;
const DRIFT_DAYS = 30;
/** Above these the model counts half, or not at all. */
const HALVED = 0.25;
const WITHDRAWN = 0.5;
const BINS = 10;
/** Put into each bin: an empty one has no logarithm. */
const PRIOR = 0.5;

/** How far a series' features have moved from those that models were trained on. */
export interface FeatureDrift {
  /** Rows that were looked at. */
  readonly n: number;
  /** The index that the verdict rests on: the lower quartile of `byFeature`; null below `DRIFT_LEAST_ROWS`. */
  readonly index: number | null;
  readonly verdict: DriftVerdict;
  /** Population stability index of each feature, in their order. */
  readonly byFeature: readonly number[];
}

/** How many of the newest bars are looked at: 30 days of them, at least `DRIFT_LEAST_ROWS` ([FC-86]). */
export function driftRows(timeframe: Timeframe): number {
  const ofDays: EpochMs = (DRIFT_DAYS * 86_400_000) / TIMEFRAME_MS[timeframe];
  return Math.max(DRIFT_LEAST_ROWS, ofDays);
}

/**
 * Drift of a series' inputs ([FC-86]). By feature the population stability index Σ (q − p) ln(q / p) of its shares q in
 * the training rows' decile bins (p = .1 each; Siddiqi 2006), and of those the lower quartile: three of four features have
 * moved further. The largest says nothing here: where volatility is that of a calm or a wild month, the features that
 * tell it are far away in every one of them, and rightly.
 * @param rows features of the newest `driftRows` bars. @param deciles by feature nine rising inner edges.
 * @throws RangeError where a row has another number of features.
 */
export function featureDrift(
  rows: readonly ArrayLike<number>[],
  deciles: readonly (readonly number[])[],
): FeatureDrift {
  if (rows.some(({ length }) => length !== deciles.length))
    throw new RangeError(`rows of ${deciles.length} features are needed`);
  const n = rows.length;
  const byFeature = deciles.map((edges, at) => stabilityIndex(rows, at, edges));
  if (n < DRIFT_LEAST_ROWS) return { n, index: null, verdict: "ok", byFeature };
  const sorted = [...byFeature].sort((a, b) => a - b);
  const index = sorted[Math.floor((sorted.length - 1) / 4)] ?? 0;
  return { n, index, verdict: verdictOf(index), byFeature };
}

function verdictOf(index: number): DriftVerdict {
  return index > WITHDRAWN ? "withdrawn" : index > HALVED ? "halved" : "ok";
}

function stabilityIndex(rows: readonly ArrayLike<number>[], at: number, edges: readonly number[]): number {
  const counts = new Float64Array(BINS).fill(PRIOR);
  for (const row of rows) {
    const value = row[at] ?? 0;
    let bin = 0;
    while (bin < edges.length && value > (edges[bin] ?? Infinity)) bin += 1;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  // Where edges are equal (a feature that is mostly one value) the bins between them hold nothing, then as now.
  const expected = expectedShares(edges);
  const all = rows.length + BINS * PRIOR;
  return counts.reduce((sum, count, bin) => {
    const [p, q] = [expected[bin] ?? 0, count / all];
    return p === 0 ? sum : sum + (q - p) * Math.log(q / p);
  }, 0);
}

/** A tenth each; a bin without width gives its tenth to the one that takes its values, the first at that edge. */
function expectedShares(edges: readonly number[]): readonly number[] {
  const shares: number[] = Array.from({ length: BINS }, () => 0);
  for (let bin = 0; bin < BINS; bin++) {
    let taker = bin;
    while (taker > 0 && edges[taker] === edges[taker - 1]) taker -= 1;
    shares[taker] = (shares[taker] ?? 0) + 1 / BINS;
  }
  return shares;
}
