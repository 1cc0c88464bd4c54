import type { DirectionClass, Probabilities, Quantiles } from "../outlook.ts";
import { drawsOf } from "./series.ts";

/** A forecast, and what came. */
export interface ScoredRow {
  readonly week: number;
  readonly quantiles: Quantiles;
  readonly came: number;
  readonly variance: number;
  readonly cameVariance: number;
  readonly probabilities: Probabilities;
  readonly direction: DirectionClass;
}

/** Made-up forecasts that know something, not all; chances in hundredths, so that many are equal. */
export function scoredRows(count: number): ScoredRow[] {
  const draw = drawsOf(77);
  const normal = () => draw() + draw() + draw() + draw() + draw() + draw() - 3;
  return Array.from({ length: count }, (_, i) => {
    const sigma = 0.005 + 0.01 * draw();
    const lean = 0.3 * normal();
    const came = 1.2 * sigma * (normal() + 0.3 * lean);
    const up = 0.1 + Math.round(50 * (0.5 + Math.tanh(lean) / 2)) / 100;
    const down = 0.1 + Math.round(50 * (0.5 - Math.tanh(lean) / 2)) / 100;
    return {
      week: Math.floor(i / 37),
      quantiles: [-2 * sigma, -1.3 * sigma, 0.1 * sigma * lean, 1.3 * sigma, 2 * sigma],
      ...{ came, variance: sigma * sigma, cameVariance: sigma * sigma * (0.2 + 2 * draw()) },
      probabilities: [down, 1 - down - up, up],
      direction: came > 0.005 ? 1 : came < -0.005 ? -1 : 0,
    };
  });
}
