import { z } from "zod";
import { MISSING_REASONS, PAIR_MEASURES, PAIR_WINDOW, VERDICTS } from "../../market/pairs/pair-value.ts";
import { STATS_WINDOW } from "../../market/pairs/price-stats.ts";
import { SymbolNameSchema } from "../symbol.ts";
import { EpochMsSchema, TimeframeSchema } from "./bar.ts";

const nameOf = (example: string) => z.string().min(1).max(40).meta({ description: "Or a coin.", example });

/** A pair as it is asked for. y, the symbol that is explained, is the first. */
export const PairWishSchema = z.object({
  symbol1: nameOf("BTCUSDT"),
  symbol2: nameOf("ETHUSDT"),
  timeframe: TimeframeSchema,
});

export const PairWindowSchema = z
  .number()
  .int()
  .min(PAIR_WINDOW.least)
  .max(PAIR_WINDOW.most)
  .meta({ description: "Joined bars that a value is computed of, its own the last." });

export const SpreadRequestSchema = PairWishSchema.extend({
  window: PairWindowSchema.default(PAIR_WINDOW.usual),
}).meta({ id: "SpreadRequest" });

const measure = z.number().nullable();

export const PairValueSchema = z
  .object({
    openTime: EpochMsSchema,
    closeTime: EpochMsSchema,
    final: z.boolean(),
    revision: z
      .number()
      .int()
      .meta({ description: "The sum of the revisions of the bars in the window: a correction raises it." }),
    carried: z
      .union([z.literal(1), z.literal(2)])
      .nullable()
      .meta({ description: "The symbol without a bar at this time, whose last price was taken (1s only)." }),
    price1: z.number(),
    price2: z.number(),
    hedgeRatio: measure.meta({
      description: "β of ln price1 = α + β ln price2, least squares over the window.",
    }),
    intercept: measure.meta({ description: "α." }),
    kalmanHedgeRatio: measure.meta({
      description: "β as a random walk, by a Kalman filter over the window.",
    }),
    spread: measure.meta({ description: "ln price1 − α − β ln price2: 0.01 is about 1 %." }),
    spreadDeviation: measure.meta({ description: "Standard deviation of the spread in the window, ddof 1." }),
    zScore: measure.meta({ description: "The spread in such deviations from its mean." }),
    correlation: measure.meta({ description: "Of the logarithmic returns in the window." }),
    beta: measure.meta({ description: "Of the returns of symbol1 on those of symbol2." }),
    halfLife: measure.meta({
      description: "Bars after which half of a deviation is gone: −ln 2 / ln φ, φ of an AR(1) of the spread.",
    }),
    missing: z
      .partialRecord(z.enum(PAIR_MEASURES), z.enum(MISSING_REASONS))
      .meta({ description: "Why measures are null." }),
  })
  .meta({ id: "PairValue" });

export const CointegrationSchema = z
  .object({
    statistic: z.number(),
    pValue: z.number().meta({ description: "Of no cointegration; MacKinnon's response surface (1994)." }),
    criticalValues: z.object({ "1%": z.number(), "5%": z.number(), "10%": z.number() }),
    usedLag: z.number().int(),
    bars: z.number().int(),
  })
  .meta({ id: "Cointegration", description: "Engle-Granger test with a constant, lags chosen by AIC." });

export const VerdictSchema = z
  .object({ id: z.enum(VERDICTS), text: z.string().meta({ description: "In plain English." }) })
  .meta({ id: "PairVerdict" });

const pairHead = {
  symbol1: SymbolNameSchema,
  symbol2: SymbolNameSchema,
  timeframe: TimeframeSchema,
  window: PairWindowSchema,
};

/** The newest value of a pair, and its window's test. */
export const PairReadingSchema = z
  .object({
    ...pairHead,
    value: PairValueSchema,
    cointegration: CointegrationSchema.nullable(),
    verdict: VerdictSchema,
    asOf: EpochMsSchema,
    computedAt: EpochMsSchema.meta({ description: "When it was computed, by the machine's clock." }),
  })
  .meta({ id: "PairReading" });

/** A page of a pair's values, newest last. */
export const PairValueListSchema = z
  .object({
    ...pairHead,
    source: z.enum(["computed", "stored"]),
    values: z.array(PairValueSchema),
    cointegration: CointegrationSchema.nullable().meta({ description: "Of the newest value's window." }),
    verdict: VerdictSchema,
    skipped: z.number().int().meta({ description: "Bars without a partner in what was read." }),
    asOf: EpochMsSchema.nullable(),
    cursor: z.string().nullable(),
  })
  .meta({ id: "PairValueList" });

export const StatsRequestSchema = z
  .object({
    symbol: nameOf("BTCUSDT"),
    timeframe: TimeframeSchema,
    window: z.number().int().min(STATS_WINDOW.least).max(STATS_WINDOW.most).default(STATS_WINDOW.usual),
  })
  .meta({ id: "StatsRequest" });

export const PriceStatsSchema = z
  .object({
    openTime: EpochMsSchema.meta({ description: "Of the window's last bar." }),
    closeTime: EpochMsSchema,
    revision: z.number().int().meta({ description: "The sum of the revisions of the bars in the window." }),
    bars: z.number().int(),
    close: z.number(),
    mean: z.number().meta({ description: "Of the closing prices." }),
    variance: z.number().nullable().meta({ description: "Of the closing prices, ddof 1." }),
    totalReturn: z.number().nullable().meta({ description: "Last close over the first, less one." }),
    meanReturn: z.number().nullable().meta({ description: "Of the logarithmic returns, per bar." }),
    volatility: z
      .number()
      .nullable()
      .meta({ description: "Deviation of the logarithmic returns, per bar, ddof 1." }),
    annualisedVolatility: z
      .number()
      .nullable()
      .meta({ description: "The same for a year of 365 days: a ratio, 0.6 is 60 %." }),
    skewness: z.number().nullable().meta({ description: "Of the returns, adjusted for the sample size." }),
    kurtosis: z.number().nullable().meta({ description: "Excess, of the returns, adjusted likewise." }),
    maxDrawdown: z
      .number()
      .meta({ description: "Largest fall of the close from an earlier high, as a ratio." }),
    drawdown: z.number().meta({ description: "The fall of the last close from the highest one." }),
    vwap: z.number().nullable().meta({ description: "Quote volume over volume; null without volume." }),
  })
  .meta({ id: "PriceStats" });

const statsHead = {
  symbol: SymbolNameSchema,
  timeframe: TimeframeSchema,
  window: z.number().int(),
};

export const PriceStatsReadingSchema = z
  .object({ ...statsHead, stats: PriceStatsSchema, asOf: EpochMsSchema, computedAt: EpochMsSchema })
  .meta({ id: "PriceStatsReading" });

export const PriceStatsListSchema = z
  .object({
    ...statsHead,
    source: z.enum(["computed", "stored"]),
    stats: z.array(PriceStatsSchema),
    asOf: EpochMsSchema.nullable(),
    cursor: z.string().nullable(),
  })
  .meta({ id: "PriceStatsList" });

/** Correlations of all symbols' returns. */
export const CorrelationMatrixSchema = z
  .object({
    timeframe: TimeframeSchema,
    window: PairWindowSchema,
    symbols: z.array(SymbolNameSchema),
    correlations: z.array(z.array(z.number().nullable())).meta({
      description: "Row and column by `symbols`; null where two symbols have too few bars in common.",
    }),
    bars: z
      .array(z.array(z.number().int()))
      .meta({ description: "Joined bars that each number was computed of." }),
    asOf: EpochMsSchema.nullable().meta({ description: "Close of the newest bar that was compared." }),
    omitted: z.number().int().meta({ description: "Symbols beyond the most that are compared." }),
  })
  .meta({ id: "CorrelationMatrix" });
