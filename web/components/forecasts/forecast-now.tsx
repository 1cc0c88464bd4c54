import type { ForecastFeed } from "../../state/forecasts/forecast-feed.ts";
import { Notice } from "../notice.tsx";
import { DirectionCard } from "./direction-card.tsx";
import { IntervalTable } from "./interval-table.tsx";
import { ServedNote } from "./served-note.tsx";
import { WorthTable } from "./worth-table.tsx";

interface ForecastNowProps {
  readonly feed: ForecastFeed;
  readonly digits: number;
}

/** What the chosen model says now. */
export function ForecastNow({ feed, digits }: ForecastNowProps) {
  const forecast = feed.forecast.value;
  const error = feed.error.value;
  return (
    <section class="forecast-now" aria-label="The newest forecast">
      {forecast !== null ? (
        <>
          {error !== null && <p class="stale-note">What is shown may be old: {error.message}</p>}
          <div class="now-parts">
            <div class="now-part">
              <section class="side-section" aria-label="Who answers">
                <ServedNote forecast={forecast} />
              </section>
              <DirectionCard forecast={forecast} />
            </div>
            <IntervalTable forecast={forecast} digits={digits} />
            <WorthTable forecast={forecast} />
          </div>
        </>
      ) : feed.ready.value ? (
        <Notice title="No forecast yet">
          {feed.unavailable.value ?? "It follows when enough bars are final."}
        </Notice>
      ) : error === null ? (
        <div class="table-skeleton" aria-busy="true" />
      ) : (
        <Notice title="The forecast did not load" action={{ label: "Try again", run: feed.retry }}>
          {error.message} Wick keeps trying.
        </Notice>
      )}
    </section>
  );
}
