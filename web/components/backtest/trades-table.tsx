import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { BacktestResult, Trade } from "../../../market/backtest/result.ts";
import { formatDecimal, fractionDigits } from "../../format/decimal.ts";
import { bothClocks, formatDateTime } from "../../format/time.ts";
import {
  nextOrder,
  sortedTrades,
  type TradeColumn,
  type TradeOrder,
  tradesCsv,
} from "../../state/backtest/trade-table.ts";
import { useDesk } from "../desk-context.ts";
import { DownloadIcon } from "../icons.tsx";
import { Notice } from "../notice.tsx";
import { ratioText } from "./numbers.ts";

const PAGE = 50;

const HEADS: readonly { readonly column: TradeColumn; readonly title: string; readonly right: boolean }[] = [
  { column: "number", title: "#", right: true },
  { column: "side", title: "Side", right: false },
  { column: "entryTime", title: "Entry", right: false },
  { column: "entryPrice", title: "At", right: true },
  { column: "exitTime", title: "Exit", right: false },
  { column: "exitPrice", title: "At", right: true },
  { column: "quantity", title: "Quantity", right: true },
  { column: "bars", title: "Bars", right: true },
  { column: "profit", title: "Profit", right: true },
  { column: "profitRatio", title: "%", right: true },
  { column: "exitReason", title: "Ended by", right: false },
];

/** Every trade: sorted by any column, in pages, and as a file. */
export function TradesTable({ result }: { readonly result: BacktestResult }) {
  const order = useSignal<TradeOrder>({ column: "number", descending: false });
  const page = useSignal(0);
  const { trades, settings } = result;
  const sorted = useMemo(() => sortedTrades(trades, order.value), [trades, order.value]);
  const pages = Math.max(1, Math.ceil(sorted.length / PAGE));
  const at = Math.min(page.value, pages - 1);
  const shown = sorted.slice(at * PAGE, (at + 1) * PAGE);
  const name = `${settings.symbol}-${settings.timeframe}-${settings.strategy}-trades.csv`;
  return (
    <section class="bt-trades" aria-label="Trades">
      <div class="section-bar">
        <h2>Trades</h2>
        <span class="faint num">{formatDecimal(trades.length, 0)}</span>
        {pages > 1 && (
          <Pages
            at={at}
            pages={pages}
            onTurn={(to) => {
              page.value = to;
            }}
          />
        )}
        {trades.length > 0 && (
          <button type="button" class="button downloads" onClick={() => save(name, tradesCsv(sorted))}>
            <DownloadIcon /> CSV
          </button>
        )}
      </div>
      {trades.length === 0 ? (
        <Notice title="No trades">The strategy found nothing to enter in this stretch.</Notice>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <section class="table-box" tabIndex={0} aria-label="List of trades">
          <table class="table num">
            <thead>
              <tr>
                {HEADS.map(({ column, title, right }) => (
                  <th
                    key={column}
                    scope="col"
                    class={right ? "right" : undefined}
                    aria-sort={ariaSort(order.value, column)}
                  >
                    <button
                      type="button"
                      class="bt-sort"
                      aria-label={SORT_NAMES[column]}
                      onClick={() => {
                        order.value = nextOrder(order.value, column);
                        page.value = 0;
                      }}
                    >
                      {title}
                      <span aria-hidden="true">{markOf(order.value, column)}</span>
                    </button>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((trade) => (
                <Row key={trade.number} trade={trade} digits={digitsOf(shown)} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}

const SORT_NAMES: Readonly<Record<TradeColumn, string>> = {
  number: "Sort by number",
  side: "Sort by side",
  entryTime: "Sort by time of entry",
  entryPrice: "Sort by price of entry",
  exitTime: "Sort by time of exit",
  exitPrice: "Sort by price of exit",
  quantity: "Sort by quantity",
  bars: "Sort by bars",
  profit: "Sort by profit",
  profitRatio: "Sort by profit in percent",
  exitReason: "Sort by what ended it",
};

function Row({ trade, digits }: { readonly trade: Trade; readonly digits: number }) {
  const zone = useDesk().preferences.zone.value;
  const way = trade.profit > 0 ? "up" : trade.profit < 0 ? "down" : "flat";
  return (
    <tr>
      <th scope="row" class="right">
        {trade.number}
      </th>
      <td>{trade.side}</td>
      <td title={`${trade.entryReason}\n${bothClocks(trade.entryTime)}`}>
        {formatDateTime(trade.entryTime, zone, false)}
      </td>
      <td class="right">{formatDecimal(trade.entryPrice, digits)}</td>
      <td title={bothClocks(trade.exitTime)}>{formatDateTime(trade.exitTime, zone, false)}</td>
      <td class="right" title={trade.exits > 1 ? `Mean of ${trade.exits} exits` : undefined}>
        {formatDecimal(trade.exitPrice, digits)}
      </td>
      <td class="right">{formatDecimal(trade.quantity, Math.min(6, fractionDigits(trade.quantity)))}</td>
      <td class="right">{trade.bars}</td>
      <td class={`right ${way}`}>
        {trade.profit > 0 ? "+" : ""}
        {formatDecimal(trade.profit, 2)}
      </td>
      <td class={`right ${way}`}>{ratioText(trade.profitRatio)}</td>
      <td>{trade.exitReason}</td>
    </tr>
  );
}

interface PagesProps {
  readonly at: number;
  readonly pages: number;
  readonly onTurn: (to: number) => void;
}

function Pages({ at, pages, onTurn }: PagesProps) {
  return (
    <span class="bt-pages num">
      <button
        type="button"
        class="button small"
        disabled={at === 0}
        aria-label="Earlier page"
        onClick={() => onTurn(at - 1)}
      >
        ‹
      </button>
      {at + 1} of {pages}
      <button
        type="button"
        class="button small"
        disabled={at === pages - 1}
        aria-label="Later page"
        onClick={() => onTurn(at + 1)}
      >
        ›
      </button>
    </span>
  );
}

function ariaSort(order: TradeOrder, column: TradeColumn): "ascending" | "descending" | "none" {
  if (order.column !== column) return "none";
  return order.descending ? "descending" : "ascending";
}

function markOf(order: TradeOrder, column: TradeColumn): string {
  if (order.column !== column) return "";
  return order.descending ? " ▾" : " ▴";
}

/** As many digits as the prices of the page need, so that their points stand under each other. */
function digitsOf(trades: readonly Trade[]): number {
  return Math.min(8, Math.max(2, ...trades.map(({ entryPrice }) => fractionDigits(entryPrice))));
}

function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
