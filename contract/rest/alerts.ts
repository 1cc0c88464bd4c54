import { z } from "zod";
import { FORECAST_MEASURES, SIGNAL_HAPPENINGS } from "../../market/alerts/condition.ts";
import { LEVEL_OPERATORS } from "../../market/alerts/level.ts";
import { isReadableKey, READING_STATES, type ReadableKey } from "../../market/alerts/reading-states.ts";
import { parseDecimal } from "../../market/bars/decimal.ts";
import { DIRECTION_HORIZON, MODEL_TIMEFRAMES } from "../../market/forecast/horizons.ts";
import { CORE_KEYS } from "../../market/indicators/core-set.ts";
import { PATTERN_IDS } from "../../market/patterns/detection.ts";
import { ALERT_LIMITS, ALERT_STATUSES } from "../alerts.ts";
import { LIVE_PAIR_TIMEFRAMES } from "../live-pairs.ts";
import { positiveDecimalSchema } from "../positive-decimal.ts";
import { SymbolNameSchema } from "../symbol.ts";
import { EpochMsSchema, TimeframeSchema } from "./bar.ts";

const decimal = positiveDecimalSchema(16).transform((text) => parseDecimal(text));
const zero = parseDecimal("0");
const timeframe = TimeframeSchema.exclude(["1s"]);
const operator = z.enum(LEVEL_OPERATORS).meta({ description: "Strictly: at the threshold it is neither." });
const number = z.number().min(-1e15).max(1e15);
const hysteresis = z.number().min(0).max(1e15).default(0).meta({
  description: "How far back the value has to go before the rule may fire again, in the threshold's units.",
});

const PriceSchema = z.object({
  type: z.literal("price"),
  operator,
  threshold: decimal.meta({ description: "Quote units.", example: "70000" }),
  hysteresis: z.union([z.literal([0, "0"]).transform(() => zero), decimal]).default(zero),
});

const ChangeSchema = z.object({
  type: z.literal("change"),
  timeframe,
  bars: z.number().int().min(1).max(1_440).meta({ description: "Bar lengths back." }),
  operator,
  threshold: number.meta({ description: "Percent; a fall is negative." }),
  hysteresis,
});

const IndicatorSchema = z.object({
  type: z.literal("indicator"),
  timeframe,
  indicator: z.enum(CORE_KEYS).meta({ description: "A key of the core set." }),
  output: z.string().min(1).max(40).nullable().default(null).meta({
    description: "Which of its numbers, where it has several: `signal` of `macd`.",
  }),
  operator,
  threshold: number,
  hysteresis,
});

const READABLE = Object.keys(READING_STATES).filter(isReadableKey);
const ReadingSchema = z
  .object({
    type: z.literal("reading"),
    timeframe,
    indicator: z.enum(READABLE as [ReadableKey, ...ReadableKey[]]),
    state: z
      .string()
      .min(1)
      .max(60)
      .meta({
        description: `Fires when it becomes so. ${READABLE.map(
          (key) => `${key}: ${READING_STATES[key].join(", ")}`,
        ).join("; ")}.`,
      }),
  })
  .meta({ id: "ReadingCondition" });

const PatternSchema = z.object({
  type: z.literal("pattern"),
  timeframe,
  pattern: z.enum(PATTERN_IDS).nullable().default(null).meta({ description: "Null: any." }),
  minStrength: z.number().int().min(1).max(100).default(1),
});

const SignalSchema = z.object({
  type: z.literal("signal"),
  timeframe,
  side: z.enum(["BUY", "SELL"]).nullable().default(null).meta({ description: "Null: either." }),
  events: z.array(z.enum(SIGNAL_HAPPENINGS)).min(1).default(["issued"]).meta({
    description: "`stop` is one of the ways in which a signal is `closed`; expiry is another.",
  }),
});

const VolumeSchema = z.object({
  type: z.literal("volume"),
  timeframe,
  threshold: z.number().positive().max(1e6).meta({ description: "Times the mean of 20 bars." }),
  hysteresis,
});

const zScore = {
  timeframe: z.enum(LIVE_PAIR_TIMEFRAMES).default("1m"),
  threshold: z.number().positive().max(100),
  hysteresis,
};
const ZScoreHighSchema = z.object({ type: z.literal("zscore_high"), ...zScore });
const ZScoreLowSchema = z.object({
  type: z.literal("zscore_low"),
  ...zScore,
  threshold: zScore.threshold.meta({ description: "Positive: it is met below the negative of it." }),
});

const ForecastSchema = z.object({
  type: z.literal("forecast"),
  timeframe: z.enum(MODEL_TIMEFRAMES),
  measure: z.enum(FORECAST_MEASURES).meta({
    description:
      "Chances of the direction over 5 bars, or prices at the horizon, of the ensemble's forecast.",
  }),
  horizon: z.number().int().min(1).max(100).default(DIRECTION_HORIZON).meta({ description: "In bars." }),
  operator,
  threshold: number.meta({ description: "A chance between 0 and 1, or a price in quote units." }),
  hysteresis,
});

/** A known kind that nothing can decide yet; it is refused with `unavailable`. */
const SentimentSchema = z
  .object({ type: z.literal("sentiment") })
  .meta({ description: "Not available yet." });

/** What can be waited for. */
export const ConditionSchema = z.discriminatedUnion("type", [
  PriceSchema,
  ChangeSchema,
  IndicatorSchema,
  ReadingSchema,
  PatternSchema,
  SignalSchema,
  VolumeSchema,
  ZScoreHighSchema,
  ZScoreLowSchema,
  ForecastSchema,
]);
export const WantedConditionSchema = z.discriminatedUnion("type", [
  ...ConditionSchema.options,
  SentimentSchema,
]);

const note = z.string().max(200).default("").meta({ description: "Your own words." });

export const NewAlertSchema = z
  .object({
    symbol: z.string().min(1).max(40).optional().meta({ description: "Or a coin.", example: "BTCUSDT" }),
    pair: z
      .string()
      .min(5)
      .max(41)
      .optional()
      .meta({ description: "For z-scores.", example: "BTCUSDT-ETHUSDT" }),
    condition: WantedConditionSchema,
    repeat: z.boolean().default(false).meta({ description: "False: it fires once." }),
    cooldownMs: z.number().int().min(0).max(ALERT_LIMITS.cooldownMs).default(0).meta({
      description: "So long after a firing it does not fire again, by the exchange's time.",
    }),
    expiresAt: EpochMsSchema.nullable()
      .default(null)
      .meta({ description: "It does not fire from then on, by the exchange's time." }),
    immediate: z.boolean().default(false).meta({
      description: "Fires also where it is true already when it is looked at first.",
    }),
    note,
  })
  .meta({ id: "NewAlert" });
export type NewAlert = z.infer<typeof NewAlertSchema>;

export const AlertSchema = z
  .object({
    id: z.string(),
    symbol: SymbolNameSchema.nullable().meta({ description: "Null: it is about a pair." }),
    pair: z.string().nullable(),
    condition: z.unknown().meta({
      description: "As it was given, with its defaults. Prices are text, with every digit.",
    }),
    repeat: z.boolean(),
    cooldownMs: z.number().int(),
    expiresAt: EpochMsSchema.nullable(),
    immediate: z.boolean(),
    note: z.string(),
    status: z.enum(ALERT_STATUSES),
    createdAt: EpochMsSchema.meta({ description: "By the machine's clock." }),
    firedCount: z.number().int(),
    firedAt: EpochMsSchema.nullable().meta({ description: "When it fired last, by the exchange's time." }),
  })
  .meta({ id: "Alert" });
export type AlertView = z.infer<typeof AlertSchema>;

/** An alert that was made or changed. */
export const PlacedAlertSchema = AlertSchema.extend({
  live: z.boolean().meta({
    description:
      "Whether its hub has it now. Where it could not be asked, it takes the rule in within a minute.",
  }),
}).meta({ id: "PlacedAlert" });

export const AlertListSchema = z
  .object({ alerts: z.array(AlertSchema), cursor: z.string().nullable() })
  .meta({ id: "AlertList" });

export const ChangeAlertSchema = z
  .object({ status: z.enum(["active", "paused"]) })
  .meta({ id: "ChangeAlert", description: "Active again, a rule begins anew: also one that had fired." });

export const AlertEventSchema = z
  .object({
    id: z.string(),
    alert: z.string(),
    place: z.string().meta({ description: "The symbol, or the pair." }),
    type: z.string(),
    kind: z.enum(["fired", "expired"]),
    at: EpochMsSchema.meta({ description: "By the exchange's time." }),
    count: z.number().int(),
    value: z.string().nullable().meta({ description: "The number that made it fire, with every digit." }),
    text: z.string(),
  })
  .meta({ id: "AlertEvent" });

export const AlertEventListSchema = z
  .object({ alert: z.string(), events: z.array(AlertEventSchema), cursor: z.string().nullable() })
  .meta({ id: "AlertEventList" });

export const DeletedAlertSchema = z
  .object({ id: z.string(), deleted: z.literal(true), live: PlacedAlertSchema.shape.live })
  .meta({ id: "DeletedAlert" });

// The pair view: the names of another system's clients.

export const NewPairAlertSchema = z
  .object({
    alert_type: z.enum(["zscore_high", "zscore_low"]),
    symbol_pair: z.string().min(5).max(41).meta({ example: "BTCUSDT_ETHUSDT" }),
    condition: z.object({
      threshold: z
        .number()
        .min(-100)
        .max(100)
        .refine((value) => value !== 0, { message: "not 0" })
        .meta({ description: "Of zscore_low its size counts: 2 and -2 are both below −2." }),
      timeframe: zScore.timeframe,
      hysteresis,
    }),
  })
  .meta({ id: "NewPairAlert" });

export const PairAlertSchema = z
  .object({
    id: z.string(),
    alert_type: z.enum(["zscore_high", "zscore_low"]),
    symbol_pair: z.string(),
    condition: z.object({
      threshold: z.number(),
      timeframe: z.enum(LIVE_PAIR_TIMEFRAMES),
      hysteresis: z.number(),
    }),
    status: z.enum(ALERT_STATUSES),
    created_at: EpochMsSchema,
    triggered_count: z.number().int(),
    triggered_at: EpochMsSchema.nullable(),
  })
  .meta({ id: "PairAlert" });

export const PairAlertListSchema = z
  .object({ alerts: z.array(PairAlertSchema) })
  .meta({ id: "PairAlertList" });
