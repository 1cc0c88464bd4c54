import type { ModelTimeframe } from "../../../market/forecast/horizons.ts";
import type { ModelId } from "../../../market/forecast/model-id.ts";
import type { FallbackReason } from "../../../market/forecast/outlook.ts";
import type {
  ForecastModels,
  ForecastPerformance,
  LiveDirectionWindows,
  LiveHorizonWindows,
} from "../../api/forecasts-api.ts";
import { MODEL_ORDER } from "./forecast-choice.ts";
import type { MeasuredSkill } from "./skill-words.ts";

export type ModelState = ForecastModels["models"][number]["state"];
export type Drift = NonNullable<ForecastModels["coins"][number]["drift"]>;

/** A model beside the others, at one horizon. Figures are null where it does not say such a thing, or nobody measured. */
export interface ModelRow {
  readonly model: ModelId;
  readonly state: ModelState | null;
  /** Why it does not serve this coin. */
  readonly reason: FallbackReason | null;
  readonly version: string | null;
  readonly trainedAt: number | null;
  readonly pinball: MeasuredSkill | null;
  readonly logLoss: MeasuredSkill | null;
  readonly coverage80: MeasuredSkill | null;
  readonly coverage95: MeasuredSkill | null;
  readonly live: LiveHorizonWindows | null;
  readonly liveDirection: LiveDirectionWindows | null;
}

export interface RowsWish {
  readonly symbol: string;
  readonly timeframe: ModelTimeframe;
  readonly horizon: number;
}

/** All models of a coin, timeframe and horizon: the ensemble, its members, the baselines. */
export function modelRows(
  registry: ForecastModels | null,
  performance: ForecastPerformance,
  wish: RowsWish,
): ModelRow[] {
  const ofCoin = coinModels(registry, wish)?.models ?? [];
  return MODEL_ORDER.map((model): ModelRow => {
    const registered = registry?.models.find(
      (one) => one.model === model && one.timeframe === wish.timeframe,
    );
    const here = ofCoin.find((one) => one.model === model);
    const measured = performance.models.find((one) => one.model === model);
    const at = measured?.horizons.find(({ horizon }) => horizon === wish.horizon);
    const fold = at?.walkForward ?? null;
    return {
      model,
      state: here?.state ?? registered?.state ?? null,
      reason: here?.reason ?? null,
      version: registered?.version ?? measured?.version ?? null,
      trainedAt: registered?.artifactAt ?? null,
      pinball: fold?.pinballSkill ?? null,
      logLoss: measured?.direction.walkForward?.logLossSkill ?? null,
      coverage80: fold?.coverage80 ?? null,
      coverage95: fold?.coverage95 ?? null,
      live: at?.live ?? null,
      liveDirection: measured?.direction.live ?? null,
    };
  });
}

/** How far the coin's inputs are from those that the models were trained on; null where it was not measured. */
export function driftOf(registry: ForecastModels | null, wish: Omit<RowsWish, "horizon">): Drift | null {
  return coinModels(registry, wish)?.drift ?? null;
}

/** Whether the models know this coin by itself; null where nobody says. */
export function isTrained(registry: ForecastModels | null, wish: Omit<RowsWish, "horizon">): boolean | null {
  return coinModels(registry, wish)?.trained ?? null;
}

function coinModels(registry: ForecastModels | null, { symbol, timeframe }: Omit<RowsWish, "horizon">) {
  return registry?.coins.find((one) => one.symbol === symbol && one.timeframe === timeframe);
}
