import { driftOutlook } from "../../market/forecast/drift-baseline.ts";
import { harOutlook } from "../../market/forecast/har.ts";
import { naiveOutlook } from "../../market/forecast/naive.ts";
import { QUANTILE_LEVELS } from "../../market/forecast/outlook.ts";
import { sigma24 } from "../../market/forecast/sigma.ts";
import { outcomeAt } from "../../market/forecast/targets.ts";
import type { PriceBar } from "../../market/indicators/kernel.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";

/** What scripts/references/forecast_baselines.py tells of a bar, by our own code, in its order; NaN where nothing is said. */
export function baselineRow(bars: readonly PriceBar[], index: number, timeframe: Timeframe): number[] {
  const naive = naiveOutlook(bars, index, timeframe);
  const drift = driftOutlook(bars, index, timeframe);
  const har = harOutlook(bars, index, timeframe);
  const outcome = outcomeAt(bars, index, timeframe);
  const row: (number | null | undefined)[] = [sigma24(bars, index)];
  outcome.horizons.forEach((came, i) => {
    const [plain, drifting, regressed] = [naive.horizons[i], drift.horizons[i], har.horizons[i]];
    row.push(came?.logReturn, came?.variance);
    row.push(plain?.variance, ...QUANTILE_LEVELS.map((_, k) => plain?.quantiles?.[k]));
    row.push(...QUANTILE_LEVELS.map((_, k) => drifting?.quantiles?.[k]));
    row.push(regressed?.variance, ...QUANTILE_LEVELS.map((_, k) => regressed?.quantiles?.[k]));
  });
  row.push(...(naive.probabilities ?? [null, null, null]));
  return row.map((value) => value ?? Number.NaN);
}

/** The greatest difference of two rows, of each value's own size, or of 1e-6 where it is smaller. NaN equals NaN alone. */
export function worstDifference(own: readonly number[], reference: readonly number[]): number {
  if (own.length !== reference.length) return Number.POSITIVE_INFINITY;
  let worst = 0;
  own.forEach((value, i) => {
    const wanted = reference[i] ?? 0;
    if (Number.isNaN(value) && Number.isNaN(wanted)) return;
    const off = Math.abs(value - wanted) / Math.max(1e-6, Math.abs(wanted));
    // Also of a NaN on one side.
    if (!(off <= worst)) worst = Number.isNaN(off) ? Number.POSITIVE_INFINITY : off;
  });
  return worst;
}
