import type { EpochMs } from "../time/timeframe.ts";
import type { PositionSide } from "./order.ts";
import type { BacktestSettings } from "./settings.ts";

/** Where in its bar a fill happened. */
export type FillPlace = "open" | "level" | "close";

/** An order that was carried out. Amounts in the quote asset, with millionths. */
export interface Fill {
  /** The trade that it belongs to, by its number. */
  readonly trade: number;
  /** Open time of its bar. */
  readonly openTime: EpochMs;
  readonly place: FillPlace;
  readonly action: "buy" | "sell";
  /** A price of the bar. */
  readonly price: number;
  readonly quantity: number;
  /** price × quantity, to the nearest millionth. */
  readonly notional: number;
  readonly fee: number;
  readonly slippage: number;
  readonly reason: string;
}

/** A position from its entry until nothing of it was left. */
export interface Trade {
  /** From 1 on. */
  readonly number: number;
  readonly side: PositionSide;
  readonly entryTime: EpochMs;
  readonly entryPrice: number;
  readonly entryReason: string;
  readonly quantity: number;
  /** Open time of the bar of the last exit. */
  readonly exitTime: EpochMs;
  /** Of all exits, weighted by quantity, to ten digits. */
  readonly exitPrice: number;
  /** Of the last exit. */
  readonly exitReason: string;
  /** Fills that closed it. */
  readonly exits: number;
  /** Bars in which it was held, the first and the last included. */
  readonly bars: number;
  /** After fees and slippage. */
  readonly profit: number;
  /** profit over the entry's notional. */
  readonly profitRatio: number;
  readonly fees: number;
  readonly slippage: number;
}

/** What came of it. Ratios are of 1: 0.05 is five percent. Null where a number would say nothing. */
export interface Metrics {
  readonly finalEquity: number;
  readonly totalReturn: number;
  /** Null below 90 days: a few weeks compounded to a year are no rate. */
  readonly cagr: number | null;
  /** Annualised by the square root of the bars of 365 days; no riskless rate. Null without any movement. */
  readonly sharpe: number | null;
  readonly sortino: number | null;
  /** Standard deviation of the returns per bar, annualised likewise. */
  readonly volatility: number | null;
  readonly maxDrawdown: number;
  /** From the peak before the deepest fall until it was made good, or the end. */
  readonly maxDrawdownMs: number;
  /** The longest stretch below an earlier peak. */
  readonly longestDrawdownMs: number;
  readonly trades: number;
  readonly winRate: number | null;
  /** What the winners won over what the losers lost; null without a loser. */
  readonly profitFactor: number | null;
  /** Mean profit of a trade, in the quote asset. */
  readonly expectancy: number | null;
  /** Mean of profit over the entry's notional. */
  readonly expectancyRatio: number | null;
  readonly averageWin: number | null;
  readonly averageLoss: number | null;
  readonly bestTrade: number | null;
  readonly worstTrade: number | null;
  readonly averageBars: number | null;
  /** Part of the bars in which something was held. */
  readonly exposure: number;
  /** All that was bought and sold, over the mean equity. */
  readonly turnover: number;
  readonly fees: number;
  readonly slippage: number;
}

/** The account at each bar's close: open times and equity in the quote asset. */
export interface EquityCurve {
  readonly openTimes: Float64Array;
  readonly equity: Float64Array;
}

export interface BacktestResult {
  /** As they were used, every parameter named. */
  readonly settings: BacktestSettings;
  /** Bars that count, and those before them that warmed up. */
  readonly bars: number;
  readonly warmUpBars: number;
  /** Open time of the first bar that counts, close time of the last. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** The lot: quantities are whole multiples of it. */
  readonly quantityStep: number;
  readonly metrics: Metrics;
  readonly trades: readonly Trade[];
  readonly fills: readonly Fill[];
  readonly curve: EquityCurve;
  /** Bought at the second bar's open with everything, held to the end, on the same terms. */
  readonly baseline: { readonly metrics: Metrics; readonly curve: EquityCurve };
  /** What to keep in mind, in plain English. */
  readonly notes: readonly string[];
}
