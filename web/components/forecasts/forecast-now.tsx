import { signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { ForecastsApi, ScoredWish } from "../../api/forecasts-api.ts";
import { openForecastFeed } from "../../state/forecasts/forecast-feed.ts";
import { openPageSight } from "../../state/page-sight.ts";
import { useDesk } from "../desk-context.ts";
import { Notice } from "../notice.tsx";
import { DirectionCard } from "./direction-card.tsx";
import { IntervalTable } from "./interval-table.tsx";
import { ServedNote } from "./served-note.tsx";
import { WorthTable } from "./worth-table.tsx";

interface ForecastNowProps {
  readonly api: ForecastsApi;
  readonly wish: ScoredWish;
  readonly digits: number;
}

const visible = openPageSight(document);
/** The page has no bars of its own that would say when one closes. */
const EVERY_MS = 30_000;

/** What the chosen model says now. */
export function ForecastNow({ api, wish, digits }: ForecastNowProps) {
  const { stream } = useDesk();
  const { symbol, timeframe, model } = wish;
  const feed = useMemo(
    () =>
      openForecastFeed(symbol, timeframe, {
        ...{ api, stream, visible, lastFinal: signal(null), model: signal(model), everyMs: EVERY_MS },
      }),
    [symbol, timeframe, model],
  );
  useEffect(() => () => feed.close(), [feed]);
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
