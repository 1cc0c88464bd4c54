import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { createClient } from "../api/client.ts";
import { createPairsApi, type PairsApi, type PairWish } from "../api/pairs-api.ts";
import { useDesk } from "../components/desk-context.ts";
import { Notice } from "../components/notice.tsx";
import { CorrelationTable } from "../components/pairs/correlation-table.tsx";
import { PairFacts } from "../components/pairs/pair-facts.tsx";
import { PairFigure } from "../components/pairs/pair-figure.tsx";
import { PairForm } from "../components/pairs/pair-form.tsx";
import { formatDuration } from "../format/time.ts";
import { openPageSight } from "../state/page-sight.ts";
import { type PairChoice, pairOf, pairPath, parsePairChoice } from "../state/pairs-choice.ts";
import { openPairFeed, type PairFeed } from "../state/pairs-feed.ts";
import "../styles/pairs.css";

const visible = openPageSight(document);

/** Two symbols beside each other: their spread, whether it returns, and how all symbols go together. */
export function PairsPage() {
  const { board } = useDesk();
  const api = useMemo(() => createPairsApi(createClient()), []);
  const choice = useSignal<PairChoice>(parsePairChoice(location.search));
  useEffect(() => {
    const read = () => {
      choice.value = parsePairChoice(location.search);
    };
    addEventListener("popstate", read);
    return () => removeEventListener("popstate", read);
  }, []);
  const symbols = board.markets.value.map(({ symbol }) => symbol);
  const pair = pairOf(choice.value, symbols);
  const choose = (next: PairChoice) => {
    choice.value = next;
    history.replaceState(null, "", pairPath(next));
  };
  return (
    <article class="pairs">
      <header class="pair-head">
        <h1>Pairs</h1>
        <p class="faint">
          ln y = α + β ln x over a window of bars that both symbols have. A past relation is no promise: not
          investment advice.
        </p>
        {pair !== null && (
          <PairForm choice={{ ...choice.value, ...pair }} symbols={symbols} onChange={choose} />
        )}
      </header>
      {pair === null ? (
        <NoPair phase={board.phase.value} />
      ) : (
        <>
          <PairView api={api} {...pair} timeframe={choice.value.timeframe} window={choice.value.window} />
          <CorrelationTable
            api={api}
            timeframe={choice.value.timeframe}
            window={choice.value.window}
            pair={pair}
            onPick={(symbol1, symbol2) => choose({ ...choice.value, symbol1, symbol2 })}
          />
        </>
      )}
    </article>
  );
}

function NoPair({ phase }: { readonly phase: string }) {
  if (phase === "ready") {
    return <Notice title="A pair needs two symbols">Wick follows fewer than two symbols now.</Notice>;
  }
  if (phase === "failed") {
    return <Notice title="Wick is not reachable">The page keeps trying and fills in by itself.</Notice>;
  }
  return <PairSkeleton />;
}

function PairSkeleton() {
  return (
    <div class="pair-loading" aria-busy="true">
      <div class="chart-skeleton" />
    </div>
  );
}

function PairView({ api, ...wish }: PairWish & { readonly api: PairsApi }) {
  const { stream } = useDesk();
  const feed = useMemo(() => openPairFeed(wish, api, stream, visible), [Object.values(wish).join()]);
  useEffect(() => () => feed.close(), [feed]);
  const values = feed.values.value;
  const reading = feed.reading.value;
  const error = feed.error.value;
  const name = `${wish.symbol1} by ${wish.symbol2}`;
  if (!feed.ready.value) {
    return error === null ? (
      <PairSkeleton />
    ) : (
      <Notice title="The pair did not load" action={{ label: "Try again", run: feed.refresh }}>
        {error.message} Wick keeps trying.
      </Notice>
    );
  }
  return (
    <section class="pair-view" aria-label={name}>
      <Freshness feed={feed} />
      {reading === null ? (
        <Notice title="No bars in common yet">They appear once both symbols have closed a bar.</Notice>
      ) : (
        <>
          <PairFigure values={values} name={name} />
          <aside class="pair-side" aria-label="Reading">
            <PairFacts reading={reading} timeframe={wish.timeframe} />
          </aside>
        </>
      )}
    </section>
  );
}

/** Whether what is shown is of now. */
function Freshness({ feed }: { readonly feed: PairFeed }) {
  const { link } = useDesk();
  const error = feed.error.value;
  const isCut = feed.live && link.value !== "open" && link.value !== "connecting";
  if (isCut) {
    return <p class="stale-note">The connection was lost: these are the last values received.</p>;
  }
  if (error !== null && !feed.live) {
    return <p class="stale-note">What is shown may be old: {error.message}</p>;
  }
  return (
    <p class="faint pair-note" role="status">
      {feed.live ? "Live by the stream" : `Updated every ${formatDuration(feed.everyMs)}`}
    </p>
  );
}
