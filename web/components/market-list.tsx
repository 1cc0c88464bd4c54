import { useEffect, useRef } from "preact/hooks";
import { useDesk } from "./desk-context.ts";
import { SearchIcon } from "./icons.tsx";
import { MarketRow } from "./market-row.tsx";
import { Notice } from "./notice.tsx";

export const FILTER_ID = "market-filter";

/** All markets, live, with a filter. */
export function MarketList() {
  const desk = useDesk();
  const list = useRef<HTMLUListElement>(null);
  const symbol = desk.symbol.value;
  useEffect(() => {
    if (symbol === null) return;
    list.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ block: "nearest" });
  }, [symbol]);
  return (
    <nav class="markets panel" aria-label="Markets">
      <div class="filter">
        <SearchIcon />
        <input
          id={FILTER_ID}
          type="search"
          placeholder="Filter markets"
          aria-label="Filter markets"
          autocomplete="off"
          spellcheck={false}
          value={desk.filter.value}
          onInput={(event) => desk.setFilter(event.currentTarget.value)}
          onKeyDown={(event) => {
            const first = desk.shown.value[0];
            if (event.key === "Enter" && first !== undefined) desk.open(first.symbol);
            if (event.key === "Escape") desk.setFilter("");
            if (event.key === "Escape" || event.key === "Enter") event.currentTarget.blur();
          }}
        />
        <kbd>/</kbd>
      </div>
      <div class="market-head" aria-hidden="true">
        <span>Market</span>
        <span>Price, 24 h</span>
      </div>
      <MarketRows list={list} />
    </nav>
  );
}

function MarketRows({ list }: { readonly list: { current: HTMLUListElement | null } }) {
  const desk = useDesk();
  const { board } = desk;
  if (board.phase.value === "loading" && board.markets.value.length === 0) return <MarketSkeleton />;
  if (board.phase.value === "failed") {
    return (
      <Notice title="Markets did not load" action={{ label: "Try again", run: board.refresh }}>
        The server did not answer. Wick keeps trying.
      </Notice>
    );
  }
  if (board.markets.value.length === 0) {
    return <Notice title="No markets yet">The list fills as symbols are added.</Notice>;
  }
  if (desk.shown.value.length === 0) {
    return (
      <Notice title="No match" action={{ label: "Clear the filter", run: () => desk.setFilter("") }}>
        No market has “{desk.filter.value}” in its symbol or name.
      </Notice>
    );
  }
  return (
    <ul class="market-rows" ref={list}>
      {desk.shown.value.map((market) => (
        <MarketRow key={market.symbol} market={market} />
      ))}
    </ul>
  );
}

function MarketSkeleton() {
  return (
    <ul class="market-rows" aria-busy="true" aria-label="Loading markets">
      {Array.from({ length: 8 }, (_, index) => (
        <li key={index} class="market-row skeleton-row">
          <span class="bone" style={{ width: "44%" }} />
          <span class="bone" style={{ width: "26%" }} />
        </li>
      ))}
    </ul>
  );
}
