/** A straight scale for a small plot: its range and the ticks to label. */
export interface PlotScale {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  /** Where a value stands between `low` and `high`: 0 to 1, held at the ends. */
  at(value: number): number;
}

/** Below this the values are one, up to the noise of doubles. */
const LEAST_SPAN = 1e-9;
const STEPS = [1, 2, 2.5, 5, 10] as const;

/**
 * A scale over the values that begins and ends at round numbers.
 * @param include numbers that must be on it, such as zero. @param parts about how many steps it should have.
 */
export function plotScale(values: readonly number[], include: readonly number[], parts = 4): PlotScale {
  const all = [...values, ...include];
  const least = Math.min(...all);
  const most = Math.max(...all);
  const step = roundStep((most - least > LEAST_SPAN ? most - least : 1) / parts);
  const first = Math.floor(least / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(most / step - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  const low = first * step;
  const high = last * step;
  return { low, high, ticks, at: (value) => Math.min(1, Math.max(0, (value - low) / (high - low))) };
}

function roundStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  return (STEPS.find((step) => step * power >= raw * (1 - 1e-9)) ?? 10) * power;
}
