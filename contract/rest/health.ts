import { z } from "zod";
import { HUB_COUNTERS } from "../hub.ts";
import { EpochMsSchema } from "./bar.ts";

export const HubStatusSchema = z
  .object({
    symbol: z.string(),
    feed: z.enum(["binance", "push"]),
    state: z.enum(["live", "stale", "backfilling", "replay", "blocked"]),
    source: z.enum(["binance", "replay", "push"]),
    connected: z.boolean(),
    reason: z.string().nullable(),
    lagMs: z.number().nullable(),
    lastTradeId: z.number().int().nullable(),
    lastTradeTime: EpochMsSchema.nullable(),
    exchangeTime: EpochMsSchema.nullable(),
    outboxDepth: z.number().int(),
    outboxOldestMs: z.number().nullable(),
    storageBytes: z.number().int(),
    subscribers: z.number().int(),
    counters: z.record(z.enum(HUB_COUNTERS), z.number()),
  })
  .meta({ id: "HubStatus" });

export const RelayStatsSchema = z
  .object({
    name: z.string(),
    sockets: z.number().int(),
    sseStreams: z.number().int(),
    channels: z.number().int(),
    sent: z.number().int(),
    received: z.number().int(),
    closedFlood: z.number().int(),
    closedSilent: z.number().int(),
    resumes: z.number().int(),
  })
  .meta({ id: "RelayStats" });

export const WeightStatsSchema = z
  .object({
    limit1m: z.number(),
    used1m: z.number(),
    leased1m: z.number(),
    stoppedForMs: z.number(),
    rateLimited: z.number().int(),
    banned: z.number().int(),
  })
  .meta({ id: "WeightStats" });

const store = z.object({
  ok: z.boolean(),
  latencyMs: z.number().nullable(),
  error: z.string().nullable().meta({ description: "What kind of failure; the log knows more." }),
});

export const DetailedHealthSchema = z
  .object({
    status: z.enum(["ok", "degraded"]).meta({ description: "degraded: a part fails or is not live." }),
    time: EpochMsSchema,
    d1: store,
    r2: store,
    hubs: z.array(z.object({ symbol: z.string(), ok: z.boolean(), status: HubStatusSchema.nullable() })),
    relays: z.array(z.object({ name: z.string(), ok: z.boolean(), stats: RelayStatsSchema.nullable() })),
    ledger: z.object({ ok: z.boolean(), stats: WeightStatsSchema.nullable() }),
    jobs: z
      .object({
        ok: z.boolean().meta({ description: "false: a job failed three times in a row, or is late." }),
        running: z.array(z.string()),
        failing: z.array(
          z.object({ id: z.string(), failures: z.number().int(), error: z.string().nullable() }),
        ),
        late: z.array(z.object({ id: z.string(), lagMs: z.number().int() })),
      })
      .nullable()
      .meta({ description: "Null while D1 does not answer." }),
    backfills: z
      .array(
        z.object({
          id: z.string(),
          symbol: z.string(),
          timeframe: z.string(),
          status: z.enum(["pending", "fetching", "verifying", "done", "failed"]),
          progress: z.number().meta({ description: "0 to 1." }),
          failures: z.number().int(),
          error: z.string().nullable(),
        }),
      )
      .meta({ description: "Those that are not done, newest first." }),
    outbox: z.object({
      depth: z.number().int().meta({ description: "Bars of all hubs that wait for D1." }),
      oldestMs: z.number().nullable().meta({ description: "How long the oldest has waited." }),
    }),
    cache: z.object({
      entries: z.number().int(),
      bytes: z.number().int(),
      hits: z.number().int(),
      stale: z.number().int(),
      misses: z.number().int(),
    }),
  })
  .meta({ id: "DetailedHealth" });
export type DetailedHealth = z.infer<typeof DetailedHealthSchema>;

/** Sums over all hubs and each hub's own part, for people and dashboards. */
export const StatsSchema = z
  .object({
    symbols: z.number().int(),
    answering: z.number().int().meta({ description: "Hubs that answered in time." }),
    totals: z.record(z.enum(HUB_COUNTERS), z.number()),
    outboxDepth: z.number().int(),
    storageBytes: z.number().int(),
    hubs: z.array(HubStatusSchema),
  })
  .meta({ id: "IngestionStats" });
