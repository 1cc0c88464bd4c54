import { z } from "zod";
import { CONFIDENCE_LEVELS } from "../../market/forecast/forecast.ts";
import { FORECAST_TIMEFRAMES } from "../../market/forecast/horizons.ts";
import { MODEL_IDS } from "../../market/forecast/model-id.ts";
import { FALLBACK_REASONS } from "../../market/forecast/outlook.ts";
import { MeasuredSchema } from "../models.ts";
import { SymbolNameSchema } from "../symbol.ts";
import { EpochMsSchema } from "./bar.ts";

/** Said wherever forecasts are shown. */
export const FORECAST_DISCLAIMER = "Statistics of the past; no investment advice.";

export const ModelIdSchema = z.enum(MODEL_IDS).meta({ id: "ForecastModel" });
export const ForecastTimeframeSchema = z.enum(FORECAST_TIMEFRAMES).meta({ id: "ForecastTimeframe" });
export const FallbackReasonSchema = z.enum(FALLBACK_REASONS).meta({ id: "ForecastFallbackReason" });
export const ConfidenceLevelSchema = z.enum(CONFIDENCE_LEVELS);

export const disclaimer = z.string().meta({ example: FORECAST_DISCLAIMER });
export const price = z.number().meta({ description: "In the quote asset." });
export const bars = z.number().int().min(1).meta({ description: "In bars.", example: 5 });
export const share = z.number().min(0).max(1);

/** Five levels: .025, .1, .5, .9, .975. */
const five = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]);
export const LogQuantilesSchema = five.meta({
  description: "Log returns from the close to the target's, at the levels .025 .1 .5 .9 .975; never falling.",
});
export const PriceQuantilesSchema = five.meta({ description: "The close times exp of `quantiles`." });
export const ProbabilitiesSchema = z
  .tuple([share, share, share])
  .meta({ description: "Of down, neutral, up: a simple return below -0.5 %, between, above +0.5 %." });
export const DirectionClassSchema = z
  .union([z.literal(-1), z.literal(0), z.literal(1)])
  .meta({ description: "-1 down, 0 neutral, 1 up." });

const interval = z.object({ low: price, high: price });

/** What is forecast of one horizon. */
export const HorizonForecastSchema = z
  .object({
    horizon: bars,
    targetTime: EpochMsSchema.meta({ description: "Close of the bar that it speaks of." }),
    base: LogQuantilesSchema.nullable().meta({ description: "As the model said them, before conformal." }),
    quantiles: LogQuantilesSchema.nullable(),
    prices: PriceQuantilesSchema.nullable(),
    interval80: interval.nullable(),
    interval95: interval.nullable(),
    variance: z
      .number()
      .nullable()
      .meta({ description: "Expected sum of the horizon's Garman-Klass variances of log prices." }),
    volatility: z.number().nullable().meta({ description: "Its root: of log returns over the horizon." }),
    conformal: z
      .object({
        n: z.number().int().meta({ description: "Scored forecasts that it rests on." }),
        factor80: z.number(),
        factor95: z.number(),
      })
      .meta({
        description: "How far what came of earlier forecasts has widened the intervals; 1 below n = 100.",
      }),
  })
  .meta({ id: "HorizonForecast" });

const weights = z.array(share).meta({ description: "By horizon, in the order of the timeframe's." });

/** Who made the ensemble's answer. */
export const MembersSchema = z
  .object({
    used: z.array(
      z.object({
        model: ModelIdSchema,
        quantileWeights: weights,
        varianceWeights: weights,
        directionWeight: share,
        halved: z.boolean().meta({ description: "Its inputs have drifted: it counts half." }),
      }),
    ),
    missing: z.array(z.object({ model: ModelIdSchema, reason: FallbackReasonSchema })),
  })
  .meta({ id: "ForecastMembers" });

/** What a figure is worth: null where nothing was measured. */
export const SkillSchema = z
  .object({
    horizons: z.array(
      z.object({
        horizon: bars,
        pinball: MeasuredSchema.nullable().meta({ description: "1 - pinball loss / that of naive." }),
        noSkill: z.boolean().nullable().meta({ description: "The interval holds zero, or lies below it." }),
      }),
    ),
    direction: z
      .object({
        logLoss: MeasuredSchema.meta({ description: "1 - log-loss / that of the class prior." }),
        noSkill: z.boolean(),
      })
      .nullable(),
  })
  .meta({ id: "ForecastSkill", description: "In the last fold, which was scored once; 95 % intervals." });

/** Where the figures of the skill come from. */
export const BacktestSchema = z
  .object({
    from: EpochMsSchema,
    to: EpochMsSchema.meta({ description: "Rows issued in [from, to)." }),
    n: z.number().int().meta({ description: "Forecasts that were scored, the most of all horizons." }),
    trainedFrom: EpochMsSchema.nullable(),
    trainedTo: EpochMsSchema.nullable(),
    artifactSha256: z.string().nullable().meta({ description: "Of the file that serves." }),
    evaluatedSha256: z
      .string()
      .nullable()
      .meta({ description: "Of the file that the fold was scored with." }),
    dataHash: z.string().nullable(),
    recipeHash: z.string().nullable(),
  })
  .meta({ id: "ForecastBacktest" });

const hidden = z
  .string()
  .nullable()
  .meta({ description: "Why there is no score: fewer than 100 scored forecasts." });

/** Live figures of one horizon over a window. */
export const LiveHorizonSchema = z
  .object({
    n: z.number().int(),
    since: EpochMsSchema.nullable().meta({ description: "When the first of them was issued, to the day." }),
    hidden,
    score: z
      .object({
        pinballSkill: z.number().nullable().meta({ description: "Against naive, as it was logged." }),
        maeSkill: z.number().nullable(),
        coverage80: share.nullable(),
        coverage95: share.nullable(),
        qlikeSkillHar: z.number().nullable(),
      })
      .nullable(),
  })
  .meta({ id: "LiveHorizonScore" });

/** Live figures of the direction over a window. */
export const LiveDirectionSchema = z
  .object({
    n: z.number().int(),
    since: EpochMsSchema.nullable(),
    hidden,
    score: z
      .object({
        logLossSkill: z.number().nullable().meta({ description: "Against naive's class frequencies." }),
        brierSkill: z.number().nullable(),
        ece: z.number().nullable(),
        accuracy: share.nullable(),
        reliability: z.array(z.object({ forecast: share, observed: share, n: z.number().int() })),
      })
      .nullable(),
  })
  .meta({ id: "LiveDirectionScore" });

const windows = <S extends z.ZodType>(score: S) =>
  z.object({ days30: score, deployed: score.meta({ description: "Since this version was deployed." }) });
export const LiveHorizonWindowsSchema = windows(LiveHorizonSchema);
export const LiveDirectionWindowsSchema = windows(LiveDirectionSchema);

/** What one model says of one coin, and what that is worth. */
export const ForecastSchema = z
  .object({
    symbol: SymbolNameSchema,
    timeframe: ForecastTimeframeSchema,
    requested: ModelIdSchema.meta({ description: "Who was asked." }),
    servedBy: ModelIdSchema.meta({ description: "Who answered." }),
    fallbackReason: FallbackReasonSchema.nullable(),
    fallbackDetail: z.string().nullable(),
    version: z
      .string()
      .meta({ description: "Of who answered: a file's hash in short, or the rules' version." }),
    openTime: EpochMsSchema.meta({ description: "Of the last final bar." }),
    issuedAt: EpochMsSchema.meta({ description: "Its close: nothing later was seen." }),
    final: z.literal(true).meta({ description: "Forecast from final bars only." }),
    revision: z.number().int().meta({ description: "Of the last bar, when it was forecast." }),
    close: price.meta({ description: "The last bar's, which the returns count from." }),
    loggedAt: EpochMsSchema.nullable().meta({
      description: "Null: this timeframe's forecasts are not logged.",
    }),
    inSample: z.boolean().meta({
      description: "Who answered may have been fitted on what came of this bar: it is not scored.",
    }),
    price: price
      .nullable()
      .meta({ description: "The newest price that is known; the forecast is not moved by it." }),
    priceAsOf: EpochMsSchema.nullable(),
    priceSource: z
      .enum(["hub", "bar"])
      .meta({ description: "`bar`: the feed did not answer in time, and `price` is the last final close." }),
    horizons: z.array(HorizonForecastSchema),
    probabilities: ProbabilitiesSchema.nullable(),
    call: z
      .object({
        class: DirectionClassSchema.meta({ description: "The likeliest." }),
        confidence: share.meta({ description: "The largest probability." }),
        level: ConfidenceLevelSchema.meta({ description: "high above .75, medium above .60." }),
      })
      .nullable()
      .meta({ description: "The direction over five bars." }),
    absent: z
      .array(
        z.object({ output: z.enum(["quantiles", "variance", "probabilities", "call"]), why: z.string() }),
      )
      .meta({ description: "What whoever answered does not say, and why." }),
    members: MembersSchema.nullable().meta({ description: "Null of all but `ml_ensemble`." }),
    skill: SkillSchema.nullable().meta({ description: "Of who answered; null where nothing was measured." }),
    live: z
      .object({
        horizons: z.array(z.object({ horizon: bars, live: LiveHorizonWindowsSchema })),
        direction: LiveDirectionWindowsSchema,
      })
      .nullable()
      .meta({ description: "Of who answered, for this coin; null where forecasts are not logged." }),
    backtest: BacktestSchema.nullable(),
  })
  .meta({ id: "Forecast" });
export type ForecastView = z.infer<typeof ForecastSchema>;

export const ForecastListSchema = z
  .object({
    model: ModelIdSchema,
    timeframe: ForecastTimeframeSchema,
    horizon: bars.nullable().meta({ description: "Null: all of the timeframe's." }),
    forecasts: z.array(ForecastSchema),
    unavailable: z
      .array(z.object({ symbol: SymbolNameSchema, detail: z.string() }))
      .meta({ description: "Coins of which nothing can be said, and why." }),
    asOf: EpochMsSchema.meta({ description: "When this was put together." }),
    disclaimer,
  })
  .meta({ id: "ForecastList" });
export type ForecastList = z.infer<typeof ForecastListSchema>;
