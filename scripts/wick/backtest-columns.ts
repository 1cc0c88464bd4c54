import type { BacktestResult, Fill, Trade } from "../../market/backtest/result.ts";
import { type ColumnOf, columnOf, seriesColumns, type Table } from "./table.ts";

/** A row a trade. */
export const TRADE_COLUMNS: readonly ColumnOf<Trade>[] = [
  columnOf("number", "number", ({ number }) => number),
  columnOf("side", "text", ({ side }) => side),
  columnOf("entryTime", "time", ({ entryTime }) => entryTime),
  columnOf("entryPrice", "number", ({ entryPrice }) => entryPrice),
  columnOf("entryReason", "text", ({ entryReason }) => entryReason),
  columnOf("quantity", "number", ({ quantity }) => quantity),
  columnOf("exitTime", "time", ({ exitTime }) => exitTime),
  columnOf("exitPrice", "number", ({ exitPrice }) => exitPrice),
  columnOf("exitReason", "text", ({ exitReason }) => exitReason),
  columnOf("exits", "number", ({ exits }) => exits),
  columnOf("bars", "number", ({ bars }) => bars),
  columnOf("profit", "number", ({ profit }) => profit),
  columnOf("profitRatio", "number", ({ profitRatio }) => profitRatio),
  columnOf("fees", "number", ({ fees }) => fees),
  columnOf("slippage", "number", ({ slippage }) => slippage),
];

/** A row a fill: enough to account for everything again. */
export const FILL_COLUMNS: readonly ColumnOf<Fill>[] = [
  columnOf("trade", "number", ({ trade }) => trade),
  columnOf("openTime", "time", ({ openTime }) => openTime),
  columnOf("place", "text", ({ place }) => place),
  columnOf("action", "text", ({ action }) => action),
  columnOf("price", "number", ({ price }) => price),
  columnOf("quantity", "number", ({ quantity }) => quantity),
  columnOf("notional", "number", ({ notional }) => notional),
  columnOf("fee", "number", ({ fee }) => fee),
  columnOf("slippage", "number", ({ slippage }) => slippage),
  columnOf("reason", "text", ({ reason }) => reason),
];

/** The account at each bar's close, beside that of buying and holding. */
export function equityTable({ settings, curve, baseline }: BacktestResult): Table {
  const { length } = curve.equity;
  return {
    length,
    columns: [
      ...seriesColumns(settings, length),
      { name: "openTime", kind: "time", cells: curve.openTimes },
      { name: "equity", kind: "number", cells: curve.equity },
      { name: "buyAndHold", kind: "number", cells: baseline.curve.equity },
    ],
  };
}
