import { signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { ForecastsApi, ScoredWish } from "../../api/forecasts-api.ts";
import { type ForecastFeed, openForecastFeed } from "../../state/forecasts/forecast-feed.ts";
import { openPageSight } from "../../state/page-sight.ts";
import { useDesk } from "../desk-context.ts";

const visible = openPageSight(document);
/** The page has no bars of its own that would say when one closes. */
const EVERY_MS = 30_000;

/** What is said of a series, for as long as the component lives; another one is another feed. */
export function useForecastFeed(api: ForecastsApi, { symbol, timeframe, model }: ScoredWish): ForecastFeed {
  const { stream } = useDesk();
  const feed = useMemo(
    () =>
      openForecastFeed(symbol, timeframe, {
        ...{ api, stream, visible, lastFinal: signal(null), model: signal(model), everyMs: EVERY_MS },
      }),
    [symbol, timeframe, model],
  );
  useEffect(() => () => feed.close(), [feed]);
  return feed;
}
