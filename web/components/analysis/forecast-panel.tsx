import { forecastPath, modelTimeframeOr, USUAL_HORIZON } from "../../state/forecasts/forecast-choice.ts";
import { FORECAST_NOTE } from "../../state/forecasts/model-words.ts";
import { useDesk } from "../desk-context.ts";
import { DirectionCard } from "../forecasts/direction-card.tsx";
import { IntervalTable } from "../forecasts/interval-table.tsx";
import { ModelSelect } from "../forecasts/model-select.tsx";
import { ServedNote } from "../forecasts/served-note.tsx";
import { WorthTable } from "../forecasts/worth-table.tsx";
import { Notice } from "../notice.tsx";
import { PageLink } from "../page-link.tsx";
import type { PartProps } from "./analysis-side.tsx";
import "../../styles/forecast-panel.css";

/** What is said of the bars to come, by whom, and what that was worth so far. */
export function ForecastPanel({ analysis, market }: PartProps) {
  const { forecastModel } = useDesk().preferences;
  const feed = analysis.forecasts;
  if (feed === null) return null;
  const model = feed.model.value;
  const timeframe = modelTimeframeOr(analysis.timeframe);
  return (
    <>
      <div class="side-section forecast-head">
        <ModelSelect value={model} onChange={(next) => forecastModel.set(next)} />
        <PageLink
          to={forecastPath({ symbol: analysis.symbol, timeframe, horizon: USUAL_HORIZON, model })}
          class="text-button"
        >
          Compare models
        </PageLink>
      </div>
      <ForecastBody analysis={analysis} market={market} />
      <p class="side-note faint">{FORECAST_NOTE}</p>
    </>
  );
}

function ForecastBody({ analysis, market }: PartProps) {
  const feed = analysis.forecasts;
  if (feed === null) return null;
  const forecast = feed.forecast.value;
  const error = feed.error.value;
  if (forecast === null) {
    if (feed.ready.value) {
      return (
        <Notice title="No forecast yet">
          {feed.unavailable.value ?? "It follows when enough bars are final."}
        </Notice>
      );
    }
    return error === null ? (
      <ForecastSkeleton />
    ) : (
      <Notice title="The forecast did not load" action={{ label: "Try again", run: feed.retry }}>
        {error.message} Wick keeps trying.
      </Notice>
    );
  }
  return (
    <>
      {error !== null && <p class="stale-note">What is shown may be old: {error.message}</p>}
      {error === null && feed.behind.value && (
        <p class="stale-note">A bar has closed since: its forecast is on its way.</p>
      )}
      <section class="side-section" aria-label="Who answers">
        <ServedNote forecast={forecast} />
      </section>
      <DirectionCard forecast={forecast} />
      <IntervalTable forecast={forecast} digits={market.digits.value} />
      <WorthTable forecast={forecast} />
    </>
  );
}

function ForecastSkeleton() {
  return (
    <div class="side-section" aria-busy="true">
      <span class="bone big" />
      <span class="bone" style={{ width: "70%" }} />
      <div class="table-skeleton" />
    </div>
  );
}
