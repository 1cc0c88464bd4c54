import type { ModelId } from "../../../market/forecast/model-id.ts";
import type { FallbackReason } from "../../../market/forecast/outlook.ts";

/** Names of the models, as people write them, and what each is in a few words. */
export const MODEL_WORDS: Readonly<Record<ModelId, { readonly name: string; readonly what: string }>> = {
  ml_ensemble: {
    name: "Ensemble",
    what: "the trained models together, weighted by how they did on validation",
  },
  lightgbm: { name: "LightGBM", what: "gradient-boosted trees for quantiles" },
  transformer: { name: "Transformer", what: "a small attention network over the last 64 bars" },
  lstm: { name: "LSTM", what: "a recurrent network over the last 64 bars" },
  tcn: { name: "TCN", what: "dilated convolutions over the last 64 bars" },
  dlinear: { name: "DLinear", what: "linear layers on trend and remainder of the last 64 bars" },
  xgboost: { name: "XGBoost", what: "gradient-boosted trees; calls the direction alone" },
  har: {
    name: "HAR",
    what: "volatility from its own averages over a bar, a day and a week; no view on direction",
  },
  arima: { name: "ARIMA", what: "autoregression with moving averages, fitted daily to the last 500 closes" },
  drift: { name: "Drift", what: "the average step of the past goes on" },
  naive: { name: "Naive", what: "the last close stays; returns as in the last 500 bars" },
};

/** Said wherever forecasts are shown; a test holds it to what the server says. */
export const FORECAST_NOTE = "Statistics of the past; no investment advice.";

/** Why another model answered, as an end to a sentence: "… because ". */
export function reasonText(reason: FallbackReason): string {
  switch (reason) {
    case "missing":
      return "it is not there for this coin and timeframe yet";
    case "hash_mismatch":
      return "its file is not the one that was published, so it was not run";
    case "failed":
      return "it failed when it was run";
    case "short_history":
      return "too few final bars are held";
    case "stale_data":
      return "the newest final bar is too old";
    case "withdrawn":
      return "it is withdrawn while the market is unlike what it was trained on";
    case "unsupported_timeframe":
      return "models are trained for 1h, 12h and 1d alone";
    default:
      return reason satisfies never;
  }
}

/** Who answered and why, in a sentence. */
export function servedText(asked: ModelId, servedBy: ModelId, reason: FallbackReason | null): string {
  const answering = MODEL_WORDS[servedBy];
  if (asked === servedBy) return `By ${answering.name}: ${answering.what}.`;
  const why = reason === null ? "" : `, because ${reasonText(reason)}`;
  return `By ${answering.name} (${answering.what}) instead of ${MODEL_WORDS[asked].name}${why}.`;
}

/** A number of bars: `1 bar`, `5 bars`. */
export function barsText(bars: number): string {
  return `${bars} ${bars === 1 ? "bar" : "bars"}`;
}
