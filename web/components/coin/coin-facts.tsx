import type { ComponentChildren } from "preact";
import type { Coin, Decimal } from "../../api/coin-api.ts";
import { formatCompact } from "../../format/compact.ts";
import { formatDecimal } from "../../format/decimal.ts";
import { formatDollars, formatExact } from "../../format/exact.ts";
import { measuredIn } from "../../format/pair.ts";
import { formatDate } from "../../format/time.ts";
import type { Market } from "../../state/market-board.ts";
import { SourceNote } from "./source-note.tsx";

interface CoinFactsProps {
  readonly coin: Coin;
  readonly market: Market | null;
}

/** The numbers of a coin: 24 hours by our own hub, value and supply by a source, records. */
export function CoinFacts({ coin, market }: CoinFactsProps) {
  return (
    <section class="facts" aria-label="Numbers">
      <Day coin={coin} market={market} />
      <Worth coin={coin} />
      <Records coin={coin} />
    </section>
  );
}

function Day({ coin, market }: CoinFactsProps) {
  const ticker = market?.ticker.value ?? null;
  if (market === null || ticker === null) {
    const outside = coin.market;
    return (
      <Group title="24 hours" note={outside && <SourceNote {...outside} />}>
        <Fact name="High" value={outside?.high24h} show={formatDollars} />
        <Fact name="Low" value={outside?.low24h} show={formatDollars} />
        <Fact name="Volume" value={outside?.volume24h} show={formatDollars} />
      </Group>
    );
  }
  const price = (value: Decimal) => formatDecimal(value, market.digits.value);
  const state = market.status.value?.state;
  return (
    <Group
      title="24 hours"
      note={
        <p class="source-note faint">
          {market.symbol}, {state === "backfilling" ? "catching up" : (state ?? "connecting")}
        </p>
      }
    >
      <Fact name="High" value={ticker.high} show={price} />
      <Fact name="Low" value={ticker.low} show={price} />
      <Fact name={measuredIn("Volume", market.base)} value={ticker.volume} show={compact} />
      <Fact name={measuredIn("Volume", market.quote)} value={ticker.quoteVolume} show={compact} />
    </Group>
  );
}

function Worth({ coin: { market, details, base } }: { readonly coin: Coin }) {
  // The market is asked often, the details once a day: where both tell, the younger one is right.
  const told = market?.marketCap != null || market?.circulatingSupply != null ? market : details;
  return (
    <Group
      title="Value and supply"
      note={
        told === null ? (
          <p class="source-note faint">No outside source has told.</p>
        ) : (
          <SourceNote source={told.source} asOf={told.asOf} stale={market === told && told.stale} />
        )
      }
    >
      <Fact name="Market value" value={told?.marketCap} show={formatDollars} />
      <Fact name={`Circulating, ${base}`} value={told?.circulatingSupply} show={compact} />
      <Fact name={`Total, ${base}`} value={told?.totalSupply} show={compact} />
      <Fact name={`Maximum, ${base}`} value={told?.maxSupply} show={compact} />
    </Group>
  );
}

function Records({ coin: { details } }: { readonly coin: Coin }) {
  return (
    <Group title="Records" note={details && <SourceNote source={details.source} asOf={details.asOf} />}>
      <Fact
        name="All-time high"
        value={details?.allTimeHigh}
        show={formatDollars}
        at={details?.allTimeHighAt ?? null}
      />
      <Fact
        name="All-time low"
        value={details?.allTimeLow}
        show={formatDollars}
        at={details?.allTimeLowAt ?? null}
      />
      <Fact name="First day" value={details?.genesis} show={String} />
    </Group>
  );
}

interface GroupProps {
  readonly title: string;
  readonly note: ComponentChildren;
  readonly children: ComponentChildren;
}

function Group({ title, note, children }: GroupProps) {
  return (
    <div class="fact-group">
      <h2>{title}</h2>
      <dl>{children}</dl>
      {note}
    </div>
  );
}

interface FactProps {
  readonly name: string;
  readonly value: Decimal | null | undefined;
  readonly show: (value: Decimal) => string;
  /** When it was so. */
  readonly at?: number | null;
}

/** Shortened for the eye, with every digit in the tooltip. */
function Fact({ name, value, show, at = null }: FactProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="num" title={value == null ? undefined : exactText(value)}>
        {value == null ? <span class="faint">unknown</span> : show(value)}
        {at !== null && <span class="faint"> {formatDate(at, "utc")}</span>}
      </dd>
    </div>
  );
}

const compact = (value: Decimal) => formatCompact(Number(value));
const exactText = (value: Decimal) => (/^-?[\d.]+$/.test(String(value)) ? formatExact(value) : String(value));
