import { formatDecimal, fractionDigits } from "../format/decimal.ts";
import { measuredIn } from "../format/pair.ts";
import { bothClocks, formatClock, type Zone } from "../format/time.ts";
import { gapText } from "../state/gaps.ts";
import type { Market } from "../state/market-board.ts";
import type { TapeRow } from "../state/tape.ts";
import { useDesk } from "./desk-context.ts";
import { Notice } from "./notice.tsx";

interface TradeTapeProps {
  readonly market: Market;
}

export function TradeTape({ market }: TradeTapeProps) {
  const desk = useDesk();
  const rows = desk.trades.value?.tape.value.rows ?? [];
  const digits = market.digits.value;
  const sizeDigits = rows.reduce(
    (most, row) => Math.max(most, row.kind === "trade" ? fractionDigits(row.size) : 0),
    0,
  );
  const zone = desk.preferences.zone.value;
  const open = desk.trades.value?.gaps.value ?? [];
  return (
    <section class={`tape panel${desk.feed.value.stale ? " stale" : ""}`} aria-label="Trades">
      <h2>Trades</h2>
      <div class="tape-head" aria-hidden="true">
        <span>{measuredIn("Price", market.quote)}</span>
        <span>{measuredIn("Size", market.base)}</span>
        <span>Time</span>
      </div>
      {rows.length === 0 ? (
        <Notice title="Waiting for a trade">Each trade appears here as it happens.</Notice>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <ol class="tape-rows" tabIndex={0} aria-label="Newest trades first">
          {rows.map((row) =>
            row.kind === "trade" ? (
              <TradeRow key={row.id} row={row} digits={digits} sizeDigits={sizeDigits} zone={zone} />
            ) : (
              <li key={row.id} class="tape-gap">
                {gapText(row.gap, !open.includes(row.gap))}
              </li>
            ),
          )}
        </ol>
      )}
    </section>
  );
}

interface TradeRowProps {
  readonly row: TapeRow & { readonly kind: "trade" };
  readonly digits: number;
  readonly sizeDigits: number;
  readonly zone: Zone;
}

function TradeRow({ row, digits, sizeDigits, zone }: TradeRowProps) {
  const bought = row.side === "buy";
  return (
    <li class="tape-row num">
      <span class={bought ? "up" : "down"}>
        <i class="arrow" aria-hidden="true">
          {bought ? "▲" : "▼"}
        </i>
        <span class="hidden">{bought ? "Buy" : "Sell"} at </span>
        {formatDecimal(row.price, digits)}
      </span>
      <span>{formatDecimal(row.size, sizeDigits)}</span>
      <time class="faint" title={bothClocks(row.time)}>
        {formatClock(row.time, zone)}
      </time>
    </li>
  );
}
