import { formatChange } from "../format/change.ts";
import { formatCompact } from "../format/compact.ts";
import { formatDecimal } from "../format/decimal.ts";
import { measuredIn, quoteSuffix } from "../format/pair.ts";
import type { Market } from "../state/market-board.ts";
import { coinPath } from "../state/route.ts";
import { ChangeBadge } from "./change-badge.tsx";
import { useDesk } from "./desk-context.ts";
import { FlashPrice } from "./flash-price.tsx";
import { useLivePrice } from "./market-row.tsx";
import { PageLink } from "./page-link.tsx";
import { SpokenPrice } from "./spoken-price.tsx";

interface SymbolHeaderProps {
  readonly market: Market;
}

export function SymbolHeader({ market }: SymbolHeaderProps) {
  const { feed } = useDesk();
  const price = useLivePrice(market);
  const ticker = market.ticker.value;
  const digits = market.digits.value;
  return (
    <header class={`symbol-head${feed.value.stale ? " stale" : ""}`}>
      <div class="symbol-title">
        <h1>
          {market.base}
          <small>{quoteSuffix(market)}</small>
        </h1>
        <PageLink to={coinPath(market.base)} class="coin-name faint" title={`About ${market.name}`}>
          {market.name}
        </PageLink>
      </div>
      <div class="symbol-price">
        {price === null ? <span class="bone big" /> : <FlashPrice price={price} digits={digits} big />}
        {ticker !== null && (
          <span class="symbol-change">
            <span class="num faint">{formatChange(ticker.change, digits)}</span>
            <ChangeBadge percent={ticker.changePercent} />
          </span>
        )}
      </div>
      <dl class="stats">
        <Stat label="24h high" value={ticker && formatDecimal(ticker.high, digits)} />
        <Stat label="24h low" value={ticker && formatDecimal(ticker.low, digits)} />
        <Stat label={measuredIn("24h volume", market.base)} value={ticker && formatCompact(ticker.volume)} />
        <Stat
          label={measuredIn("24h volume", market.quote)}
          value={ticker && formatCompact(ticker.quoteVolume)}
        />
      </dl>
      {price !== null && <SpokenPrice market={market} />}
    </header>
  );
}

interface StatProps {
  readonly label: string;
  readonly value: string | null;
}

function Stat({ label, value }: StatProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd class="num">{value ?? <span class="bone" />}</dd>
    </div>
  );
}
