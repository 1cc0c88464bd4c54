import type { Trade } from "../../../market/backtest/result.ts";

/** Columns that the table can be sorted by. */
export const TRADE_COLUMNS = [
  "number",
  "side",
  "entryTime",
  "entryPrice",
  "exitTime",
  "exitPrice",
  "quantity",
  "bars",
  "profit",
  "profitRatio",
  "exitReason",
] as const satisfies readonly (keyof Trade)[];
export type TradeColumn = (typeof TRADE_COLUMNS)[number];

export interface TradeOrder {
  readonly column: TradeColumn;
  readonly descending: boolean;
}

/** The trades in an order; those that are alike stay as they happened. */
export function sortedTrades(trades: readonly Trade[], { column, descending }: TradeOrder): readonly Trade[] {
  const way = descending ? -1 : 1;
  return trades.toSorted((a, b) => {
    const left = a[column];
    const right = b[column];
    return left === right ? a.number - b.number : (left < right ? -1 : 1) * way;
  });
}

/** The order after a column's head was pressed: the same column turns round, times and names begin at the first. */
export function nextOrder(now: TradeOrder, column: TradeColumn): TradeOrder {
  if (now.column === column) return { column, descending: !now.descending };
  return { column, descending: column === "profit" || column === "profitRatio" || column === "bars" };
}

const CSV_COLUMNS = [
  "number",
  "side",
  "entryTime",
  "entryPrice",
  "entryReason",
  "quantity",
  "exitTime",
  "exitPrice",
  "exitReason",
  "exits",
  "bars",
  "profit",
  "profitRatio",
  "fees",
  "slippage",
] as const satisfies readonly (keyof Trade)[];

/** The trades as CSV (RFC 4180), with every digit; times in ISO 8601. */
export function tradesCsv(trades: readonly Trade[]): string {
  const cell = (trade: Trade, column: (typeof CSV_COLUMNS)[number]): string => {
    const value = trade[column];
    if (column === "entryTime" || column === "exitTime") return new Date(value).toISOString();
    return typeof value === "number" ? String(value) : quoted(value);
  };
  const rows = trades.map((trade) => CSV_COLUMNS.map((column) => cell(trade, column)).join(","));
  return `${[CSV_COLUMNS.join(","), ...rows].join("\r\n")}\r\n`;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
