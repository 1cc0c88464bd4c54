import { useMemo } from "preact/hooks";
import { ApiError } from "../api/api.ts";
import { createClient } from "../api/client.ts";
import { createCoinApi } from "../api/coin-api.ts";
import { CoinAbout } from "../components/coin/coin-about.tsx";
import { CoinChart } from "../components/coin/coin-chart.tsx";
import { CoinApiContext } from "../components/coin/coin-context.ts";
import { CoinFacts } from "../components/coin/coin-facts.tsx";
import { CoinFeatures } from "../components/coin/coin-features.tsx";
import { CoinHeader } from "../components/coin/coin-header.tsx";
import { CoinHistory } from "../components/coin/coin-history.tsx";
import { useDesk } from "../components/desk-context.ts";
import { Notice } from "../components/notice.tsx";
import { usePoll } from "../components/use-poll.ts";
import "../styles/coin.css";

interface CoinPageProps {
  /** A base asset; a coin's id or a symbol is understood as well. */
  readonly coin: string;
}

const EVERY_MS = 60_000;

/** All that is known of a coin. */
export function CoinPage({ coin: name }: CoinPageProps) {
  const { board } = useDesk();
  const api = useMemo(() => createCoinApi(createClient()), []);
  const poll = usePoll(name, EVERY_MS, (signal) => api.coin(name, signal));
  const coin = poll.data.value;
  if (coin === null) return <Pending name={name} error={poll.error.value} retry={poll.refresh} />;
  const markets = board.markets.value;
  const market =
    markets.find(({ symbol }) => symbol === coin.day?.symbol) ??
    markets.find(({ base }) => base === coin.base) ??
    null;
  return (
    <CoinApiContext.Provider value={api}>
      <article class="coin">
        <CoinHeader coin={coin} market={market} />
        {poll.error.value !== null && (
          <p class="stale-note">What is shown may be old: {poll.error.value.message}</p>
        )}
        <CoinChart coin={coin} />
        <CoinFacts coin={coin} market={market} />
        {market !== null && <CoinFeatures market={market} />}
        {market !== null && <CoinHistory market={market} />}
        <CoinAbout coin={coin} />
      </article>
    </CoinApiContext.Provider>
  );
}

interface PendingProps {
  readonly name: string;
  readonly error: Error | null;
  readonly retry: () => Promise<void>;
}

function Pending({ name, error, retry }: PendingProps) {
  if (error instanceof ApiError && (error.code === "unknown_symbol" || error.code === "not_found")) {
    return (
      <Notice title={`Wick does not know ${name}`}>
        A coin is known once one of its markets is followed. Pick one from the list.
      </Notice>
    );
  }
  if (error !== null) {
    return (
      <Notice title="The coin did not load" action={{ label: "Try again", run: () => void retry() }}>
        {error.message} Wick keeps trying.
      </Notice>
    );
  }
  return (
    <div class="coin" aria-busy="true">
      <h1 class="hidden">Loading {name}</h1>
      <div class="coin-head">
        <span class="bone big" />
        <span class="bone" style={{ width: "30%" }} />
      </div>
      <div class="daily">
        <div class="daily-figure">
          <div class="chart-skeleton" />
        </div>
      </div>
    </div>
  );
}
