import type { ModelId } from "./model-id.ts";

/** A value for each model, complete by its type. */
export function byModel<V>(of: (model: ModelId) => V): Readonly<Record<ModelId, V>> {
  return {
    naive: of("naive"),
    drift: of("drift"),
    arima: of("arima"),
    har: of("har"),
    dlinear: of("dlinear"),
    tcn: of("tcn"),
    lstm: of("lstm"),
    transformer: of("transformer"),
    lightgbm: of("lightgbm"),
    xgboost: of("xgboost"),
    ml_ensemble: of("ml_ensemble"),
  };
}
