import { describe, expect, it } from "vitest";
import type { Trade } from "../../../market/backtest/result.ts";
import { nextOrder, sortedTrades, tradesCsv } from "./trade-table.ts";

const trade = (number: number, profit: number, more: Partial<Trade> = {}): Trade => ({
  ...{ number, side: "long", entryTime: 1_700_000_000_000 + number, entryPrice: 10, entryReason: "in" },
  ...{ quantity: 1, exitTime: 1_700_000_900_000, exitPrice: 11, exitReason: "out", exits: 1, bars: 2 },
  ...{ profit, profitRatio: profit / 10, fees: 0.1, slippage: 0.000_001 },
  ...more,
});
const TRADES = [trade(1, 2), trade(2, -1), trade(3, 2)];
const numbers = (trades: readonly Trade[]) => trades.map(({ number }) => number);

describe("the table of trades", () => {
  it("sorts either way; what is alike stays as it happened", () => {
    expect(numbers(sortedTrades(TRADES, { column: "profit", descending: true }))).toEqual([1, 3, 2]);
    expect(numbers(sortedTrades(TRADES, { column: "profit", descending: false }))).toEqual([2, 1, 3]);
  });

  it("turns round when the same head is pressed again", () => {
    const byProfit = nextOrder({ column: "number", descending: false }, "profit");
    expect(byProfit).toEqual({ column: "profit", descending: true });
    expect(nextOrder(byProfit, "profit").descending).toBe(false);
  });

  it("is told as CSV with every digit", () => {
    const csv = tradesCsv([trade(1, 0.123_456, { exitReason: 'a "gap", down' })]);
    expect(csv).toContain('"a ""gap"", down"');
    expect(csv.split("\r\n")[1]).toMatch(
      /^1,long,2023-11-14T22:13:20.001Z,10,in,1,.*,0\.123456,0\.0123456,0\.1,0\.000001$/,
    );
  });
});
