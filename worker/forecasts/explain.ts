import { WickError } from "../../contract/errors.ts";
import type { ForecastExplanation } from "../../contract/rest/forecast-models.ts";
import { FORECAST_DISCLAIMER } from "../../contract/rest/forecasts.ts";
import type { Forecast } from "../../market/forecast/forecast.ts";
import { forecastSeries } from "../../market/forecast/forecast-series.ts";
import { horizonsOf, type ModelTimeframe } from "../../market/forecast/horizons.ts";
import { isLearned, type ModelId } from "../../market/forecast/model-id.ts";
import {
  GROUP_TITLES,
  inputsOf,
  OCCLUSION_GROUPS,
  type OcclusionGroup,
  occluded,
  ordinaryChannels,
} from "../../market/forecast/occlusion.ts";
import { seriesKey } from "../../platform/d1/forecast-log.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";
import { arimaAnswer } from "./arima-answer.ts";
import { learnedAnswers, modelInputs } from "./learned-answers.ts";
import type { ForecastPorts } from "./ports.ts";
import { forecastBars } from "./series-bars.ts";
import { verdictsAgainst } from "./series-drift.ts";
import { seriesStates } from "./series-states.ts";

const METHOD =
  "Each group of inputs is set to what is ordinary (features to the median of the training rows, the last bars to the " +
  "coin's median bar), the model is run again, and the difference is told. Groups overlap in what they know, so the " +
  "differences need not add up.";

/** `ml_ensemble` gives weights to some; all are run. */
export interface Explained {
  readonly row: SymbolRow;
  readonly model: ModelId;
  readonly timeframe: ModelTimeframe;
  readonly horizon: number;
}

/**
 * What moved the forecast of a symbol's newest final bar, by occlusion ([FC-101]).
 * @throws WickError invalid_input for a baseline, unavailable where the model says nothing.
 */
export async function explainForecast(
  ports: ForecastPorts,
  { row, model, timeframe, horizon }: Explained,
): Promise<ForecastExplanation> {
  if (!isLearned(model) && model !== "ml_ensemble") {
    const errors = [{ path: "model", message: `${model} is a baseline: it has no inputs to leave out` }];
    throw new WickError("invalid_input", "Only trained models and their ensemble are explained.", { errors });
  }
  const [series, models, states] = await Promise.all([
    forecastBars(ports.history, row, timeframe),
    ports.forecasting?.models.current(),
    seriesStates(ports.db, timeframe, [row]),
  ]);
  const manifest = models?.manifest ?? null;
  const weights = manifest?.timeframes.find((one) => one.timeframe === timeframe);
  const inputs = series === null ? null : modelInputs(series);
  if (!ports.forecasting || series === null || inputs === null || manifest === null || weights === undefined)
    throw new WickError("unavailable", "There is no model, or too short a history, to explain.");
  const ordinary = {
    features: weights.featureDeciles.map((edges) => edges[4] ?? 0),
    channels: ordinaryChannels(series.bars),
  };
  const rows = [inputs, ...OCCLUSION_GROUPS.map((group) => occluded(inputs, group, ordinary))];
  const answers = await learnedAnswers(ports.forecasting.inference, manifest, timeframe, rows);
  const state = states.get(seriesKey(row.symbol, timeframe));
  const arima = arimaAnswer(state?.arima, series.bars, timeframe);
  const said = answers.map((learned) => {
    const forecasts = forecastSeries({
      ...{ symbol: row.symbol, timeframe, bars: series.bars, now: null, learned, arima },
      drift: verdictsAgainst(manifest, state?.drift),
      ensemble: { weights, revision: manifest.revision },
      conformal: state?.conformal ?? {},
    });
    return forecasts?.[model];
  });
  const [base, ...without] = said;
  if (base === undefined || base.servedBy !== model) {
    const why = base?.fallbackDetail ?? "it says nothing";
    throw new WickError("unavailable", `${model} cannot be explained: ${why}.`);
  }
  const at = horizonsOf(timeframe).indexOf(horizon);
  const { probabilities, median, width80 } = told(base, at);
  const groups = OCCLUSION_GROUPS.flatMap((group, place) => {
    const other = without[place];
    // One that fails without a group tells nothing of it.
    return other?.servedBy === model ? [change(group, told(base, at), told(other, at))] : [];
  });
  return {
    ...{ symbol: row.symbol, timeframe, model, version: base.version, horizon },
    ...{ openTime: base.openTime, issuedAt: base.issuedAt },
    base: { probabilities: probabilities === null ? null : [...probabilities], median, width80 },
    groups: groups.sort((a, b) => size(b) - size(a)),
    method: METHOD,
    disclaimer: FORECAST_DISCLAIMER,
  };
}

type Told = ReturnType<typeof told>;
type Change = ForecastExplanation["groups"][number];

function told(forecast: Forecast, at: number) {
  const quantiles = forecast.horizons[at]?.quantiles ?? null;
  return {
    probabilities: forecast.probabilities,
    median: quantiles === null ? null : quantiles[2],
    width80: quantiles === null ? null : quantiles[3] - quantiles[1],
  };
}

function change(group: OcclusionGroup, base: Told, without: Told): Change {
  const less = (a: number | null | undefined, b: number | null | undefined) =>
    typeof a === "number" && typeof b === "number" ? a - b : null;
  return {
    group,
    title: GROUP_TITLES[group],
    inputs: [...inputsOf(group)],
    up: less(base.probabilities?.[2], without.probabilities?.[2]),
    down: less(base.probabilities?.[0], without.probabilities?.[0]),
    median: less(base.median, without.median),
    width80: less(base.width80, without.width80),
  };
}

/** In chances; of models without a direction, in log returns. */
function size({ up, down, width80, median }: Change): number {
  return up === null || down === null
    ? Math.abs(width80 ?? 0) + Math.abs(median ?? 0)
    : Math.abs(up) + Math.abs(down);
}
