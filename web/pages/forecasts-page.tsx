import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { ModelId } from "../../market/forecast/model-id.ts";
import { createClient } from "../api/client.ts";
import { createForecastsApi, type ForecastsApi, type ScoredWish } from "../api/forecasts-api.ts";
import { useDesk } from "../components/desk-context.ts";
import { Explanation } from "../components/forecasts/explanation.tsx";
import { ForecastForm } from "../components/forecasts/forecast-form.tsx";
import { ForecastNow } from "../components/forecasts/forecast-now.tsx";
import { HistorySection } from "../components/forecasts/history-section.tsx";
import { ModelComparison } from "../components/forecasts/model-comparison.tsx";
import { useForecastFeed } from "../components/forecasts/use-forecast-feed.ts";
import { Notice } from "../components/notice.tsx";
import {
  type ForecastChoice,
  forecastPath,
  parseForecastChoice,
} from "../state/forecasts/forecast-choice.ts";
import { FORECAST_NOTE } from "../state/forecasts/model-words.ts";
import "../styles/analysis.css";
import "../styles/forecast-panel.css";
import "../styles/forecasts.css";

/** What models say of a coin's bars to come, how they compare, and what became of what they said. */
export function ForecastsPage() {
  const { board } = useDesk();
  const api = useMemo(() => createForecastsApi(createClient()), []);
  const choice = useSignal<ForecastChoice>(parseForecastChoice(location.search));
  useEffect(() => {
    const read = () => {
      choice.value = parseForecastChoice(location.search);
    };
    addEventListener("popstate", read);
    return () => removeEventListener("popstate", read);
  }, []);
  const markets = board.markets.value;
  const market = markets.find(({ symbol }) => symbol === choice.value.symbol) ?? markets[0];
  const choose = (next: ForecastChoice) => {
    choice.value = next;
    history.replaceState(null, "", forecastPath(next));
  };
  const { timeframe, horizon, model } = choice.value;
  const wish = market === undefined ? null : { symbol: market.symbol, timeframe, horizon, model };
  return (
    <article class="forecasts">
      <header class="forecasts-head">
        <h1>Forecasts</h1>
        <p class="faint">
          Each model with what it was worth beside the naive forecast: that the last close stays, and returns
          go on as in the last 500 bars. {FORECAST_NOTE}
        </p>
        {wish !== null && (
          <ForecastForm choice={wish} symbols={markets.map(({ symbol }) => symbol)} onChange={choose} />
        )}
      </header>
      {wish === null || market === undefined ? (
        <NoMarket phase={board.phase.value} />
      ) : (
        <Chosen
          api={api}
          wish={wish}
          digits={market.digits.value}
          onPick={(picked) => choose({ ...wish, model: picked })}
        />
      )}
    </article>
  );
}

interface ChosenProps {
  readonly api: ForecastsApi;
  readonly wish: ScoredWish;
  readonly digits: number;
  readonly onPick: (model: ModelId) => void;
}

function Chosen({ api, wish, digits, onPick }: ChosenProps) {
  const feed = useForecastFeed(api, wish);
  return (
    <>
      <ForecastNow feed={feed} digits={digits} />
      <ModelComparison api={api} wish={wish} onPick={onPick} />
      <Explanation api={api} wish={wish} forecast={feed.forecast.value} />
      <HistorySection api={api} wish={wish} digits={digits} />
    </>
  );
}

function NoMarket({ phase }: { readonly phase: string }) {
  if (phase === "ready") return <Notice title="No symbols">Wick follows none now.</Notice>;
  if (phase === "failed") {
    return <Notice title="Wick is not reachable">The page keeps trying and fills in by itself.</Notice>;
  }
  return <div class="table-skeleton" aria-busy="true" />;
}
