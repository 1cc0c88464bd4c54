import { z } from "zod";
import { EpochMsSchema, TimeframeSchema } from "./bar.ts";

/** How a part of the system is. Names: d1, r2, hubs, hub:BTCUSDT, relays, ledger, jobs, sources, models. */
export const ComponentHealthSchema = z
  .object({
    component: z.string().meta({ example: "hub:BTCUSDT" }),
    time: EpochMsSchema,
    ok: z.boolean(),
    latencyMs: z.number().nullable(),
    bytes: z.number().nullable().meta({ description: "What it keeps, where it keeps something." }),
    detail: z.string().nullable().meta({ description: "One line for a person." }),
  })
  .meta({ id: "ComponentHealth" });
export type ComponentHealth = z.infer<typeof ComponentHealthSchema>;

/** What was seen of a component between `time` and the next bucket. */
export const TrendBucketSchema = z
  .object({
    time: EpochMsSchema,
    samples: z.number().int(),
    up: z.number().int().meta({ description: "Samples that were ok." }),
    latencyMs: z.number().nullable().meta({ description: "Mean of the samples that told one." }),
    bytes: z.number().nullable().meta({ description: "Of the last sample that told them." }),
  })
  .meta({ id: "TrendBucket" });

export const TrendsSchema = z
  .object({
    from: EpochMsSchema,
    to: EpochMsSchema,
    bucketMs: z.number().int(),
    components: z.array(
      z.object({
        component: z.string(),
        samples: z.number().int(),
        uptime: z.number().nullable().meta({ description: "0 to 1; null without a sample." }),
        buckets: z.array(TrendBucketSchema).meta({ description: "Oldest first; empty ones are left out." }),
      }),
    ),
    storage: z
      .array(z.object({ component: z.string(), firstBytes: z.number(), lastBytes: z.number() }))
      .meta({ description: "Growth within the window, of what keeps bytes." }),
  })
  .meta({ id: "Trends" });
export type Trends = z.infer<typeof TrendsSchema>;

/** The cache of the isolate that answers, which is one of many. */
export const IsolateCacheSchema = z
  .object({
    entries: z.number().int(),
    bytes: z.number().int(),
    hits: z.number().int(),
    stale: z.number().int(),
    misses: z.number().int(),
    hitRate: z
      .number()
      .nullable()
      .meta({ description: "0 to 1, stale answers included; null before a read." }),
  })
  .meta({ id: "IsolateCache" });

/** A warm answer in the database, shared by all isolates. */
export const StoredCacheEntrySchema = z
  .object({
    key: z.string(),
    asOf: EpochMsSchema,
    ageMs: z.number().int(),
    fresh: z.boolean(),
    freshUntil: EpochMsSchema,
    bytes: z.number().int(),
    source: z.string(),
  })
  .meta({ id: "StoredCacheEntry" });

/** `GET /cache/smart`, `GET /api/cache/status`: every stored entry, and the isolate's own cache. */
export const CacheStatusSchema = z
  .object({
    time: EpochMsSchema,
    isolate: IsolateCacheSchema,
    stored: z.array(StoredCacheEntrySchema),
  })
  .meta({ id: "CacheStatus" });
export type CacheStatus = z.infer<typeof CacheStatusSchema>;

/** `GET /api/cache/stats`: sums alone. */
export const CacheStatsSchema = z
  .object({
    time: EpochMsSchema,
    isolate: IsolateCacheSchema,
    stored: z.object({
      entries: z.number().int(),
      fresh: z.number().int(),
      bytes: z.number().int(),
      oldestAsOf: EpochMsSchema.nullable(),
    }),
  })
  .meta({ id: "CacheStats" });

export const CacheClearedSchema = z
  .object({ isolateEntries: z.number().int(), storedEntries: z.number().int() })
  .meta({ id: "CacheCleared" });

/** The jobs that fill the caches, and whether each has begun. */
export const CacheRefreshSchema = z
  .object({ jobs: z.array(z.object({ id: z.string(), started: z.boolean() })) })
  .meta({ id: "CacheRefresh" });

export const DbStatusSchema = z
  .object({
    time: EpochMsSchema,
    d1: z.object({
      latencyMs: z.number(),
      bytes: z.number().nullable(),
      tables: z.array(
        z.object({
          name: z.string(),
          rows: z.number().int(),
          exact: z.boolean().meta({ description: "false: at least so many; counting ended there." }),
        }),
      ),
      migrations: z.array(z.object({ name: z.string(), appliedAt: z.string() })),
    }),
    r2: z.object({
      ok: z.boolean(),
      latencyMs: z.number().nullable(),
      objects: z.number().int().meta({ description: "By the index of cold objects." }),
      bytes: z.number().int(),
      backups: z.number().int(),
      backupBytes: z.number().int(),
    }),
    series: z.array(
      z.object({
        symbol: z.string(),
        timeframe: TimeframeSchema,
        fromOpen: EpochMsSchema,
        throughOpen: EpochMsSchema,
        outages: z.number().int(),
        checkedAt: EpochMsSchema.nullable(),
        mismatches: z.number().int(),
      }),
    ),
  })
  .meta({ id: "DbStatus" });
export type DbStatus = z.infer<typeof DbStatusSchema>;
