import { z } from "zod";
import { SOURCE_FAILURES, SOURCE_IDS } from "../market.ts";
import { EpochMsSchema } from "./bar.ts";
import { WeightStatsSchema } from "./health.ts";

const time = EpochMsSchema.nullable();

/** An outside source's name in an answer. */
export const SourceIdSchema = z.enum(SOURCE_IDS).meta({ id: "SourceId" });

/** Reachability of one outside source as the last requests found it; asking this asks nobody. */
export const ApiHealthRowSchema = z
  .object({
    source: z.union([SourceIdSchema, z.literal("exchange")]),
    used: z.boolean().meta({ description: "Whether it is asked at all." }),
    reachable: z.boolean().nullable().meta({ description: "Null when it was not asked yet." }),
    latencyMs: z.number().nullable(),
    lastOkAt: time,
    lastFailureAt: time,
    lastFailure: z.string().nullable(),
  })
  .meta({ id: "ApiHealthRow" });

export const ApiHealthSchema = z
  .object({
    status: z
      .enum(["ok", "degraded"])
      .meta({ description: "degraded: one that is used did not answer last time." }),
    time: EpochMsSchema,
    sources: z.array(ApiHealthRowSchema),
  })
  .meta({ id: "ApiHealth" });

const windowUse = z.object({
  window: z.enum(["minute", "day", "month"]),
  limit: z.number().int(),
  used: z.number().int(),
  remaining: z.number().int(),
  resetsAt: EpochMsSchema,
});

/** A source in full: order, budgets, breaker, counts. */
export const SourceStatusSchema = z
  .object({
    source: SourceIdSchema,
    order: z.number().int().nullable(),
    unused: z.enum(["not_listed", "needs_key"]).nullable(),
    keyed: z.boolean(),
    reachable: z.boolean().nullable(),
    latencyMs: z.number().nullable(),
    lastOkAt: time,
    lastFailureAt: time,
    lastFailure: z.enum(SOURCE_FAILURES).nullable(),
    breaker: z.object({
      state: z.enum(["closed", "open", "half_open"]),
      failures: z.number().int(),
      retryAt: time,
    }),
    waitUntil: time,
    budget: z.array(windowUse).meta({ description: "Empty where request weight is leased instead." }),
    counts: z.object({
      requests: z.number().int(),
      failures: z.number().int(),
      rateLimited: z.number().int(),
      timeouts: z.number().int(),
      badRows: z.number().int(),
    }),
  })
  .meta({ id: "SourceStatus" });

export const DataSourcesHealthSchema = z
  .object({
    status: z.enum(["ok", "degraded", "own"]).meta({
      description: "own: no outside source is used or reachable; prices come from our own hubs.",
    }),
    time: EpochMsSchema,
    sources: z.array(SourceStatusSchema),
    kept: z.number().int().meta({ description: "Coins whose market is kept." }),
    oldestAsOf: time,
  })
  .meta({ id: "DataSourcesHealth" });

export const RateLimitApiSchema = SourceStatusSchema.extend({
  weight: WeightStatsSchema.nullable().meta({ description: "The exchange's; null for every other source." }),
}).meta({ id: "RateLimitApi" });

export const RateLimitStatusSchema = z
  .object({ time: EpochMsSchema, countedSince: EpochMsSchema, apis: z.array(RateLimitApiSchema) })
  .meta({ id: "RateLimitStatus" });

export const BatchingStatsSchema = z
  .object({
    countedSince: EpochMsSchema,
    asked: z.number().int(),
    servedFresh: z.number().int(),
    servedStale: z.number().int(),
    joined: z.number().int(),
    rounds: z.number().int(),
    roundCoins: z.number().int(),
    largestRound: z.number().int(),
    knownMissing: z.number().int(),
  })
  .meta({ id: "BatchingStats" });

export const RecommendationsSchema = z
  .object({
    time: EpochMsSchema,
    recommendations: z.array(
      z.object({
        source: SourceIdSchema.nullable(),
        severity: z.enum(["info", "warning"]),
        text: z.string(),
      }),
    ),
  })
  .meta({ id: "RateLimitRecommendations" });

export const ResetStatsSchema = z
  .object({ reset: z.literal(true), time: EpochMsSchema })
  .meta({ id: "ResetStats" });
