import { coinOfBase } from "../../contract/coins.ts";
import type { ManifestState } from "../../contract/inference.ts";
import type { ModelEntry } from "../../contract/models.ts";
import type { ForecastModels } from "../../contract/rest/forecast-models.ts";
import { FORECAST_DISCLAIMER } from "../../contract/rest/forecasts.ts";
import { callsDirection } from "../../market/forecast/absent-outputs.ts";
import type { Forecast } from "../../market/forecast/forecast.ts";
import { horizonsOf, MODEL_TIMEFRAMES, type ModelTimeframe } from "../../market/forecast/horizons.ts";
import { isLearned, MODEL_IDS, type ModelId } from "../../market/forecast/model-id.ts";
import { unpackForecasts } from "../../market/forecast/packed-forecasts.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";
import type { StoredDrift } from "../../platform/d1/forecast-drift.ts";
import { type LoggedForecast, seriesKey } from "../../platform/d1/forecast-log.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";
import { placeOf } from "./logged.ts";
import { versionOf } from "./performance-view.ts";
import type { SeriesDrift } from "./series-drift.ts";

type State = ForecastModels["models"][number]["state"];
type CoinModels = ForecastModels["coins"][number];

export interface ModelsScene {
  readonly rows: readonly SymbolRow[];
  /** Undefined where there is no store of models. */
  readonly models: ManifestState | undefined;
  /** The newest of each series, as far as there are some. */
  readonly logged: readonly LoggedForecast[];
  readonly drift: ReadonlyMap<string, StoredDrift<SeriesDrift>>;
  readonly now: EpochMs;
}

/** Worst first: what a timeframe's coins tell of a model together. */
const WORST: readonly State[] = [
  "hash_mismatch",
  "failed",
  "missing",
  "withdrawn",
  "halved",
  "ok",
  "unknown",
];

/** Which models serve which coins, as of the newest forecasts. */
export function modelsView(scene: ModelsScene): ForecastModels {
  const { models, now } = scene;
  const manifest = models?.manifest ?? null;
  const coins = scene.rows.flatMap((row) =>
    MODEL_TIMEFRAMES.map((timeframe) => coinModels(scene, row, timeframe)),
  );
  return {
    manifest:
      manifest === null || models === undefined
        ? null
        : {
            etag: models.etag ?? "",
            revision: manifest.revision,
            createdAt: manifest.createdAt,
            trainedTo: manifest.trainedTo,
            readAt: models.readAt,
          },
    problem: models?.problem ?? null,
    models: MODEL_TIMEFRAMES.flatMap((timeframe) =>
      MODEL_IDS.map((model) => registered(scene, coins, timeframe, model)),
    ),
    coins: coins.map(({ details: _, ...coin }) => coin),
    asOf: now,
    disclaimer: FORECAST_DISCLAIMER,
  };
}

interface DetailedCoin extends CoinModels {
  /** Why a model said nothing, by model. */
  readonly details: ReadonlyMap<ModelId, string | null>;
}

function coinModels(scene: ModelsScene, row: SymbolRow, timeframe: ModelTimeframe): DetailedCoin {
  const { models, logged, drift } = scene;
  const manifest = models?.manifest ?? null;
  const newest = logged.find((one) => one.symbol === row.symbol && one.timeframe === timeframe);
  const forecasts = newest === undefined ? null : unpackForecasts(placeOf(newest), newest.forecasts, null);
  const measured = drift.get(seriesKey(row.symbol, timeframe));
  const entries = entriesOf(models, timeframe);
  const standing = MODEL_IDS.map((model) => ({ model, ...stateOf(forecasts?.[model], newest, model) }));
  return {
    symbol: row.symbol,
    coin: coinOfBase(row.base).id,
    timeframe,
    trained: entries.some(({ coins }) => coins.includes(row.symbol)),
    issuedAt: forecasts?.naive.issuedAt ?? null,
    artifactAt: entries.length === 0 ? null : Math.max(...entries.map(({ trainedAt }) => trainedAt)),
    models: standing.map(({ model, state, reason }) => ({ model, state, reason })),
    drift:
      measured === undefined || measured.drift.index === null || measured.revision !== manifest?.revision
        ? null
        : {
            psi: measured.drift.index,
            action: measured.drift.verdict === "ok" ? "none" : measured.drift.verdict,
            n: measured.drift.n,
            at: measured.measuredAt,
          },
    details: new Map(standing.map(({ model, detail }) => [model, detail])),
  };
}

function entriesOf(models: ManifestState | undefined, timeframe: ModelTimeframe): readonly ModelEntry[] {
  return models?.manifest?.models.filter((one) => one.timeframe === timeframe) ?? [];
}

/** How a model stood when its newest forecast was made. */
function stateOf(
  forecast: Forecast | undefined,
  newest: LoggedForecast | undefined,
  model: ModelId,
): Pick<CoinModels["models"][number], "state" | "reason"> & { readonly detail: string | null } {
  if (forecast === undefined) return { state: "unknown", reason: null, detail: null };
  const { servedBy, fallbackReason: reason, fallbackDetail: detail } = forecast;
  if (servedBy === model) {
    const isHalved =
      newest?.forecasts.members?.used.some((one) => one.model === model && one.halved) ?? false;
    return { state: isHalved ? "halved" : "ok", reason: null, detail: null };
  }
  switch (reason) {
    case "missing":
    case "hash_mismatch":
    case "withdrawn":
      return { state: reason, reason, detail };
    // The bars' doing, not the model's: it was not asked.
    case "short_history":
    case "stale_data":
      return { state: "unknown", reason, detail };
    default:
      return { state: "failed", reason, detail };
  }
}

function registered(
  { models }: ModelsScene,
  coins: readonly DetailedCoin[],
  timeframe: ModelTimeframe,
  model: ModelId,
): ForecastModels["models"][number] {
  const manifest = models?.manifest ?? null;
  const entry = entriesOf(models, timeframe).find((one) => one.model === model) ?? null;
  const states = coins.flatMap((coin) => {
    const one = coin.timeframe === timeframe ? coin.models.find((other) => other.model === model) : undefined;
    return one === undefined ? [] : [{ ...one, detail: coin.details.get(model) ?? null }];
  });
  const state = WORST.find((worst) => states.some((one) => one.state === worst)) ?? "unknown";
  const isClassifier = model === "xgboost";
  return {
    model,
    timeframe,
    kind: isLearned(model) ? "learned" : model === "ml_ensemble" ? "ensemble" : "baseline",
    version: versionOf(model, timeframe, manifest),
    state: isLearned(model) && entry === null ? "missing" : state,
    detail: states.find((one) => one.state === state)?.detail ?? null,
    horizons: [...(entry?.horizons ?? horizonsOf(timeframe))],
    says: {
      quantiles: !isClassifier,
      variance: !isClassifier && model !== "arima" && model !== "drift",
      direction: callsDirection(model),
    },
    artifactAt: entry?.trainedAt ?? null,
    trainedFrom: entry?.trainedFrom ?? null,
    trainedTo: entry?.trainedTo ?? null,
    bytes: entry?.bytes ?? null,
    sha256: entry?.sha256 ?? null,
  };
}
