import type { Answer } from "../answer.ts";
import type { EnsembleWeights } from "../ensemble.ts";
import type { SaidAtBar } from "../forecast-all.ts";
import type { Outlook, Probabilities, Quantiles } from "../outlook.ts";

const HORIZONS = [1, 5, 24];

/** An outlook of 1h whose quantiles are ± `width` x √horizon around `median`. */
export function pathOutlook(width: number, median = 0): Outlook {
  return {
    horizons: HORIZONS.map((horizon) => ({
      horizon,
      quantiles: quantilesAround(median, width * Math.sqrt(horizon)),
      variance: width * width * horizon,
    })),
    probabilities: null,
  };
}

export function directionOutlook(probabilities: Probabilities): Outlook {
  const horizons = HORIZONS.map((horizon) => ({ horizon, quantiles: null, variance: null }));
  return { horizons, probabilities };
}

export function said(outlook: Outlook, version = "v1"): Answer {
  return { version, outlook };
}

function quantilesAround(median: number, width: number): Quantiles {
  return [median - 2 * width, median - width, median, median + width, median + 2 * width];
}

/** All weight of quantiles and variance on three members, of the direction also on xgboost. */
export const WEIGHTS: EnsembleWeights = {
  quantileWeights: HORIZONS.map((horizon) => ({ horizon, weights: { lightgbm: 0.5, tcn: 0.3, har: 0.2 } })),
  varianceWeights: HORIZONS.map((horizon) => ({ horizon, weights: { lightgbm: 0.5, har: 0.5 } })),
  directionWeights: { xgboost: 0.4, lightgbm: 0.4, har: 0.2 },
};

/** BTC at a bar of 2024-09-02 of 1h, where all that WEIGHTS names speak. */
export function saidAtBar(changes: Partial<SaidAtBar> = {}): SaidAtBar {
  return {
    symbol: "BTCUSDT",
    timeframe: "1h",
    openTime: 1_725_238_800_000,
    close: 60_000,
    barCount: 512,
    window: 512,
    now: null,
    answers: {
      naive: said({ ...pathOutlook(0.006), probabilities: [0.25, 0.5, 0.25] }, "baseline-1"),
      arima: said(pathOutlook(0.005, 0.0005), "baseline-1"),
      har: said(pathOutlook(0.004), "baseline-1"),
      lightgbm: said(pathOutlook(0.003, 0.001), "aaa"),
      tcn: said(pathOutlook(0.005, -0.001), "bbb"),
      xgboost: said(directionOutlook([0.2, 0.3, 0.5]), "ccc"),
    },
    ensemble: { weights: WEIGHTS, version: "r3" },
    conformal: {},
    drift: {},
    ...changes,
  };
}
