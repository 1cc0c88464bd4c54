import type { ModelId } from "../../../market/forecast/model-id.ts";
import type { ForecastModels, ForecastsApi, ScoredWish } from "../../api/forecasts-api.ts";
import { formatDecimal } from "../../format/decimal.ts";
import { driftOf, isTrained, modelRows } from "../../state/forecasts/model-rows.ts";
import { barsText } from "../../state/forecasts/model-words.ts";
import { Notice } from "../notice.tsx";
import { usePoll } from "../use-poll.ts";
import { Calibration } from "./calibration.tsx";
import { ModelTable } from "./model-table.tsx";

interface ModelComparisonProps {
  readonly api: ForecastsApi;
  readonly wish: ScoredWish;
  readonly onPick: (model: ModelId) => void;
}

const EVERY_MS = 5 * 60_000;

/** All models beside each other, and how honest the chosen one's chances and intervals are. */
export function ModelComparison({ api, wish, onPick }: ModelComparisonProps) {
  const { symbol, timeframe, horizon, model } = wish;
  const registry = usePoll("registry", EVERY_MS, (signal) => api.models(signal));
  const record = usePoll(`record ${symbol} ${timeframe}`, EVERY_MS, (signal) =>
    api.performance({ symbol, timeframe }, signal),
  );
  const performance = record.data.value;
  const error = record.error.value;
  return (
    <>
      <section class="forecast-part" aria-label="Models compared">
        <div class="section-bar">
          <h2>Models compared</h2>
          <span class="faint">
            over {barsText(horizon)} of {timeframe}; dots with 95 % intervals, from the last fold, which was
            scored once
          </span>
        </div>
        <Standing registry={registry.data.value} failed={registry.error.value} wish={wish} />
        {performance === null ? (
          error === null ? (
            <div class="table-skeleton" aria-busy="true" />
          ) : (
            <Notice
              title="The record did not load"
              action={{ label: "Try again", run: () => void record.refresh() }}
            >
              {error.message}
            </Notice>
          )
        ) : (
          <>
            {error !== null && <p class="stale-note">What is shown may be old: {error.message}</p>}
            <ModelTable
              rows={modelRows(registry.data.value, performance, wish)}
              chosen={model}
              onPick={onPick}
            />
          </>
        )}
      </section>
      {performance !== null && (
        <Calibration
          performance={performance.models.find((one) => one.model === model) ?? null}
          wish={wish}
        />
      )}
    </>
  );
}

interface StandingProps {
  readonly registry: ForecastModels | null;
  readonly failed: Error | null;
  readonly wish: ScoredWish;
}

const DRIFTS = {
  none: "as they were when the models were trained",
  halved: "unlike training: models count half",
  withdrawn: "too unlike training: models are withdrawn, baselines answer",
} as const;

/** Which models there are, and whether the market is still what they know. */
function Standing({ registry, failed, wish }: StandingProps) {
  if (registry === null) {
    return failed === null ? null : (
      <p class="stale-note">States and versions did not load: {failed.message}</p>
    );
  }
  const drift = driftOf(registry, wish);
  const known = isTrained(registry, wish);
  const { manifest, problem } = registry;
  return (
    <p class="forecast-note num" data-drift={drift?.action ?? "unknown"}>
      {manifest === null
        ? "No trained models are in the store: baselines answer."
        : `Models of revision ${manifest.revision}.`}
      {manifest !== null && known === false && " They were not trained on this coin and treat it as any."}
      {problem !== null && <span class="warn-text"> {problem}</span>}{" "}
      {drift === null ? (
        <span class="faint">Drift of inputs: not measured yet.</span>
      ) : (
        <span class={drift.action === "none" ? "" : "warn-text"}>
          Inputs of the last {formatDecimal(drift.n, 0)} bars are {DRIFTS[drift.action]} (PSI{" "}
          {formatDecimal(drift.psi, 2)}).
        </span>
      )}
    </p>
  );
}
