import { z } from "zod";
import { DEFAULT_TERMS, MAX_CAPITAL, MAX_COST_BPS, STRATEGY_IDS } from "../../market/backtest/settings.ts";
import { SymbolNameSchema } from "../symbol.ts";
import { EpochMsSchema, TimeframeSchema } from "./bar.ts";

/** Bars that count, and those that warm up, together: an isolate has 128 MB and seconds. */
export const MAX_BACKTEST_BARS = 100_000;
/** Trades of an answer: some 8 MB. */
export const MAX_BACKTEST_TRADES = 10_000;
/** Points of the equity curve in an answer, unless told. */
const POINTS = 500;
const MAX_POINTS = 5_000;

export const StrategyIdSchema = z.enum(STRATEGY_IDS).meta({ id: "StrategyId" });

export const SizingSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("fraction"),
      fraction: z.number().gt(0).max(1).meta({ description: "Of the account's equity." }),
    }),
    z.strictObject({
      kind: z.literal("notional"),
      notional: z
        .number()
        .gt(0)
        .max(MAX_CAPITAL)
        .meta({ description: "Of the quote asset, costs included." }),
    }),
    z.strictObject({
      kind: z.literal("risk"),
      fraction: z.number().gt(0).max(1).meta({
        description: "Of the equity that the way to the stop may cost. Needs a strategy with a stop.",
      }),
    }),
  ])
  .meta({ id: "Sizing", description: "How much an entry takes; never more than the account can pay." });

const bps = (fallback: number) =>
  z
    .number()
    .min(0)
    .max(MAX_COST_BPS)
    .refine((value) => Math.abs(value * 100 - Math.round(value * 100)) < 1e-9, "hundredths at the finest")
    .default(fallback);

/** Strict: what is mistyped would be run on the defaults, and look like an answer to what was asked. */
export const BacktestRequestSchema = z
  .strictObject({
    symbol: z.string().min(1).max(40).meta({ description: "Or a coin.", example: "BTCUSDT" }),
    timeframe: TimeframeSchema.exclude(["1s"]).default("1h"),
    from: EpochMsSchema.min(0).meta({
      description: "Open time of the first bar that counts. Bars before it warm the indicators up.",
    }),
    to: EpochMsSchema.min(0).optional().meta({
      description: "Open time of the last bar, inclusive; without it the newest final bar.",
    }),
    strategy: StrategyIdSchema,
    parameters: z.record(z.string().max(40), z.number()).default(DEFAULT_TERMS.parameters).meta({
      description: "By name, as `/api/analysis/backtest/strategies` lists them; defaults for the others.",
    }),
    capital: z.number().min(1).max(MAX_CAPITAL).default(DEFAULT_TERMS.capital),
    sides: z.enum(["long", "both"]).default(DEFAULT_TERMS.sides),
    sizing: SizingSchema.default(DEFAULT_TERMS.sizing),
    feeBps: bps(DEFAULT_TERMS.feeBps).meta({ description: "Of each fill, in basis points." }),
    slippageBps: bps(DEFAULT_TERMS.slippageBps).meta({ description: "Of each fill, in basis points." }),
    quantityStep: z.number().positive().nullable().default(DEFAULT_TERMS.quantityStep).meta({
      description:
        "A power of ten of the base asset, 1e-8 to 1e8; null: worth at most a hundredth of a cent at the first open.",
    }),
    points: z.number().int().min(2).max(MAX_POINTS).default(POINTS).meta({
      description: "Points of the equity curves in the answer, at most. The metrics are of every bar.",
    }),
  })
  .refine(({ from, to }) => to === undefined || from <= to, {
    path: ["from"],
    message: "must not be after to",
  })
  .meta({ id: "BacktestRequest" });

const Ratio = z.number().meta({ description: "Of 1: 0.05 is five percent." });

export const BacktestFillSchema = z
  .object({
    trade: z.number().int(),
    openTime: EpochMsSchema,
    place: z.enum(["open", "level", "close"]).meta({ description: "Where in its bar it happened." }),
    action: z.enum(["buy", "sell"]),
    price: z.number().meta({ description: "A price of the bar; slippage is charged beside it." }),
    quantity: z.number(),
    notional: z.number().meta({ description: "price × quantity, to the nearest millionth." }),
    fee: z.number(),
    slippage: z.number(),
    reason: z.string(),
  })
  .meta({ id: "BacktestFill" });

export const BacktestTradeSchema = z
  .object({
    number: z.number().int(),
    side: z.enum(["long", "short"]),
    entryTime: EpochMsSchema,
    entryPrice: z.number(),
    entryReason: z.string(),
    quantity: z.number(),
    exitTime: EpochMsSchema,
    exitPrice: z.number().meta({ description: "Of all exits, weighted by quantity." }),
    exitReason: z.string(),
    exits: z.number().int(),
    bars: z.number().int(),
    profit: z.number().meta({ description: "After fees and slippage, in the quote asset." }),
    profitRatio: Ratio,
    fees: z.number(),
    slippage: z.number(),
  })
  .meta({ id: "BacktestTrade" });

export const BacktestMetricsSchema = z
  .object({
    finalEquity: z.number(),
    totalReturn: Ratio,
    cagr: Ratio.nullable().meta({ description: "Null below 90 days." }),
    sharpe: z
      .number()
      .nullable()
      .meta({ description: "Annualised over 365 days of bars; no riskless rate." }),
    sortino: z.number().nullable(),
    volatility: Ratio.nullable(),
    maxDrawdown: Ratio,
    maxDrawdownMs: z.number().int(),
    longestDrawdownMs: z.number().int(),
    trades: z.number().int(),
    winRate: Ratio.nullable(),
    profitFactor: z.number().nullable().meta({ description: "Null without a losing trade." }),
    expectancy: z.number().nullable().meta({ description: "Mean profit of a trade, in the quote asset." }),
    expectancyRatio: Ratio.nullable(),
    averageWin: z.number().nullable(),
    averageLoss: z.number().nullable(),
    bestTrade: z.number().nullable(),
    worstTrade: z.number().nullable(),
    averageBars: z.number().nullable(),
    exposure: Ratio,
    turnover: z.number(),
    fees: z.number(),
    slippage: z.number(),
  })
  .meta({ id: "BacktestMetrics" });

/** A backtest's answer: nothing of it is advice, and its notes say what it leaves out. */
export const BacktestSchema = z
  .object({
    symbol: SymbolNameSchema,
    timeframe: TimeframeSchema,
    from: EpochMsSchema.meta({ description: "Open time of the first bar that counted." }),
    to: EpochMsSchema.meta({ description: "Close time of the last." }),
    bars: z.number().int(),
    warmUpBars: z.number().int(),
    strategy: StrategyIdSchema,
    parameters: z.record(z.string(), z.number()).meta({ description: "All of them, as they were used." }),
    capital: z.number(),
    sides: z.enum(["long", "both"]),
    sizing: SizingSchema,
    feeBps: z.number(),
    slippageBps: z.number(),
    quantityStep: z.number(),
    metrics: BacktestMetricsSchema,
    baseline: BacktestMetricsSchema.meta({ description: "Bought and held on the same terms." }),
    trades: z.array(BacktestTradeSchema),
    fills: z.array(BacktestFillSchema),
    curve: z
      .object({
        openTimes: z.array(EpochMsSchema),
        equity: z.array(z.number()),
        baseline: z.array(z.number()),
      })
      .meta({ description: "Equity at the close of some of the bars, the last of them included." }),
    notes: z.array(z.string()).meta({ description: "What to keep in mind." }),
  })
  .meta({ id: "Backtest" });

export const StrategyListSchema = z
  .object({
    strategies: z.array(
      z.object({
        id: StrategyIdSchema,
        title: z.string(),
        description: z.string(),
        parameters: z.array(
          z.object({
            name: z.string(),
            title: z.string(),
            description: z.string(),
            default: z.number(),
            min: z.number(),
            max: z.number(),
            isWhole: z.boolean(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: "StrategyList" });
