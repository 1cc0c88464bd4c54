import { useComputed } from "@preact/signals";
import { directionOf } from "../format/change.ts";
import { quoteSuffix } from "../format/pair.ts";
import type { Market } from "../state/market-board.ts";
import { coinPath, symbolPath } from "../state/route.ts";
import { ChangeBadge } from "./change-badge.tsx";
import { useDesk } from "./desk-context.ts";
import { FlashPrice } from "./flash-price.tsx";
import { InfoIcon } from "./icons.tsx";
import { PageLink } from "./page-link.tsx";
import { Sparkline } from "./sparkline.tsx";

interface MarketRowProps {
  readonly market: Market;
}

const STUCK = new Set(["stale", "blocked", "backfilling"]);

export function MarketRow({ market }: MarketRowProps) {
  const desk = useDesk();
  const current = useComputed(() => {
    const at = desk.route.value;
    return at.page === "coin" ? at.coin === market.base : desk.symbol.value === market.symbol;
  });
  const price = useLivePrice(market);
  const ticker = market.ticker.value;
  const state = market.status.value?.state ?? "live";
  const stuck = STUCK.has(state) || desk.link.value === "reconnecting" || desk.link.value === "closed";
  return (
    <li class="market-item">
      <a
        class={`market-row${stuck ? " stale" : ""}`}
        href={symbolPath(market.symbol, desk.timeframe.value)}
        aria-current={current.value ? "page" : undefined}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          desk.open(market.symbol);
        }}
      >
        <span class="market-name">
          <b>
            {market.base}
            <small>{quoteSuffix(market)}</small>
          </b>
          <span class="faint">{STUCK.has(state) ? state : market.name}</span>
        </span>
        <Sparkline
          values={price === null ? market.sparkline.value : [...market.sparkline.value, price]}
          direction={ticker === null ? "flat" : directionOf(ticker.changePercent)}
        />
        <span class="market-price">
          {price === null ? (
            <span class="faint">—</span>
          ) : (
            <FlashPrice price={price} digits={market.digits.value} />
          )}
          {ticker !== null && <ChangeBadge percent={ticker.changePercent} />}
        </span>
      </a>
      <PageLink to={coinPath(market.base)} class="coin-link icon-button" label={`About ${market.name}`}>
        <InfoIcon />
      </PageLink>
    </li>
  );
}

/** The newest price known: of the open symbol its last trade, of the others the ticker's. */
export function useLivePrice(market: Market): number | null {
  const desk = useDesk();
  const open = desk.market.value === market;
  const traded = open ? (desk.trades.value?.last.value?.price ?? null) : null;
  return traded ?? market.ticker.value?.last ?? null;
}
