import { directionOf, formatPercent } from "../format/change.ts";
import { formatCompact } from "../format/compact.ts";
import { formatDecimal } from "../format/decimal.ts";
import { bothClocks, formatDateTime } from "../format/time.ts";
import type { Market } from "../state/market-board.ts";
import type { ViewBar } from "../state/wire.ts";
import { useDesk } from "./desk-context.ts";

interface BarLegendProps {
  readonly bar: ViewBar;
  readonly market: Market;
}

const SOURCES = {
  trades: "Folded from the complete trade sequence",
  kline: "Taken from the exchange's own kline",
  mixed: "Rolled up from bars of both kinds",
} as const;

/** The bar under the crosshair in exact digits, and what it is worth: final or forming, revision, source. */
export function BarLegend({ bar, market }: BarLegendProps) {
  const { preferences } = useDesk();
  const digits = market.digits.value;
  const percent = bar.open === 0 ? 0 : ((bar.close - bar.open) / bar.open) * 100;
  const direction = directionOf(percent);
  const prices = [
    ["O", bar.open],
    ["H", bar.high],
    ["L", bar.low],
    ["C", bar.close],
  ] as const;
  return (
    <div class="legend num">
      <time title={bothClocks(bar.openTime)}>{formatDateTime(bar.openTime, preferences.zone.value)}</time>
      {prices.map(([name, price]) => (
        <span key={name}>
          <i>{name}</i>
          <b class={direction}>{formatDecimal(price, digits)}</b>
        </span>
      ))}
      <span>
        <i>V</i>
        <b>{formatCompact(bar.volume)}</b>
      </span>
      <b class={direction}>{formatPercent(percent)}</b>
      <span class="marks">
        <span class={`mark-tag ${bar.final ? "final" : "forming"}`}>{bar.final ? "final" : "forming"}</span>
        {bar.revision > 0 && <span class="mark-tag revised">revision {bar.revision}</span>}
        <span class="mark-tag" title={SOURCES[bar.source]}>
          {bar.source}
        </span>
      </span>
    </div>
  );
}
