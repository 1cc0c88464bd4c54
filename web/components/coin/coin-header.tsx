import type { Coin } from "../../api/coin-api.ts";
import { fractionDigits } from "../../format/decimal.ts";
import { pairName, quoteSuffix } from "../../format/pair.ts";
import type { Market } from "../../state/market-board.ts";
import { symbolPath } from "../../state/route.ts";
import { ChangeBadge } from "../change-badge.tsx";
import { useDesk } from "../desk-context.ts";
import { FlashPrice } from "../flash-price.tsx";
import { CandleIcon } from "../icons.tsx";
import { PageLink } from "../page-link.tsx";
import { SpokenPrice } from "../spoken-price.tsx";
import { SourceNote } from "./source-note.tsx";

interface CoinHeaderProps {
  readonly coin: Coin;
  /** The coin's market, live; null for a coin that Wick does not follow. */
  readonly market: Market | null;
}

export function CoinHeader({ coin, market }: CoinHeaderProps) {
  const rank = coin.market?.rank ?? coin.details?.rank ?? null;
  return (
    <header class="coin-head">
      <div class="coin-title">
        <span class="coin-mark" aria-hidden="true">
          {coin.base.slice(0, 3)}
        </span>
        <div>
          <h1>
            {coin.name} <small>{coin.base}</small>
          </h1>
          <p class="faint">
            {rank === null ? "No rank known" : `Rank ${rank} by market value`}
            {market !== null && ` · priced in ${market.quote || market.base}`}
          </p>
        </div>
      </div>
      {market === null ? <OutsidePrice coin={coin} /> : <LivePrice market={market} />}
      {market !== null && (
        <PageLink to={symbolPath(market.symbol, "1m")} class="button coin-chart-link">
          <CandleIcon />
          Live chart {pairName(market)}
        </PageLink>
      )}
    </header>
  );
}

/** Moves with the stream, as the market list does. */
function LivePrice({ market }: { readonly market: Market }) {
  const { link } = useDesk();
  const ticker = market.ticker.value;
  const cut = link.value === "reconnecting" || link.value === "closed";
  const state = market.status.value?.state;
  const stale = cut || state === "stale" || state === "blocked" || state === "backfilling";
  return (
    <div class={`coin-price${stale ? " stale" : ""}`}>
      {ticker === null ? (
        <span class="bone big" />
      ) : (
        <>
          <FlashPrice price={ticker.last} digits={market.digits.value} big />
          <small>{quoteSuffix(market).slice(1)}</small>
          <ChangeBadge percent={ticker.changePercent} />
          <SpokenPrice market={market} />
        </>
      )}
      {stale && <span class="mark-tag revised">{cut ? "offline" : state}</span>}
    </div>
  );
}

/** Of a coin without a market here: an outside source's price, which does not move by itself. */
function OutsidePrice({ coin: { market } }: { readonly coin: Coin }) {
  if (market === null || market.price === null) return <p class="faint">No price is known.</p>;
  return (
    <div class="coin-price">
      <FlashPrice price={Number(market.price)} digits={fractionDigits(market.price)} big />
      <small>USD</small>
      {market.changePercent24h !== null && <ChangeBadge percent={Number(market.changePercent24h)} />}
      <SourceNote source={market.source} asOf={market.asOf} stale={market.stale} />
    </div>
  );
}
