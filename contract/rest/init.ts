import { z } from "zod";
import { EpochMsSchema } from "./bar.ts";

/** Timeframes that can be backfilled. */
export const BACKFILL_TIMEFRAMES = ["1m", "5m", "15m", "1h", "4h", "12h", "1d"] as const;

/** A coin of one's own list; what is absent is not known. */
export const InitCoinSchema = z
  .object({
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,79}$/)
      .meta({ example: "bitcoin" }),
    base: z
      .string()
      .regex(/^[A-Z0-9]{1,20}$/)
      .meta({ example: "BTC" }),
    name: z.string().min(1).max(80).meta({ example: "Bitcoin" }),
    number: z.number().int().min(1).max(1_000_000).optional(),
    description: z.string().max(10_000).optional(),
    homepage: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .optional(),
    genesis: z.iso.date().optional(),
    maxSupply: z
      .string()
      .regex(/^\d{1,24}(\.\d{1,18})?$/)
      .optional(),
    categories: z.array(z.string().min(1).max(60)).max(40).optional(),
  })
  .meta({ id: "InitCoin" });

/** What an initialisation is to bring about. */
export const InitWishesSchema = z
  .object({
    coins: z
      .array(z.string().min(1).max(40))
      .max(200)
      .optional()
      .meta({ description: "Coins or symbols; the active symbols when absent.", example: ["BTC", "ETH"] }),
    seedCoins: z.boolean().default(false),
    seedDetailedCoins: z.boolean().default(false),
    useGivenIds: z
      .boolean()
      .default(false)
      .meta({ description: "New coins keep the number they are given with." }),
    coinList: z.array(InitCoinSchema).max(500).optional().meta({
      description: "Coins to seed, in place of the built-in list.",
    }),
    deepBackfillDays: z.number().int().min(1).max(7_300).optional(),
    timeframes: z
      .array(z.enum(BACKFILL_TIMEFRAMES))
      .min(1)
      .max(BACKFILL_TIMEFRAMES.length)
      .default(["12h"])
      .meta({ description: "Of the backfill and the features." }),
    computeTech: z.boolean().default(false),
    computeSent: z.boolean().default(false),
    fetchSentimentN8n: z.boolean().default(false),
    warmCaches: z.boolean().default(false),
    superuser: z
      .object({
        name: z.string().regex(/^[\w .@-]{1,60}$/),
        hash: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .meta({
            description: "Hex SHA-256 of an API key that the caller has made; the key itself is never sent.",
          }),
      })
      .optional()
      .meta({ description: "A key of scope admin, under a name; one that is there stays as it is." }),
  })
  .strict()
  .meta({ id: "InitWishes" });
export type InitWishes = z.infer<typeof InitWishesSchema>;

export const InitTaskSchema = z
  .object({
    name: z.string().meta({ example: "backfill BTCUSDT 12h" }),
    status: z.enum(["pending", "running", "done", "failed", "skipped"]).meta({
      description: "skipped: it was complete before.",
    }),
    done: z.number().int(),
    total: z.number().int().nullable().meta({ description: "Null until it is known." }),
    changed: z.number().int().meta({ description: "What has changed: bars stored, rows written." }),
    ratePerSecond: z
      .number()
      .nullable()
      .meta({ description: "Of `done`, since the task began; while it runs." }),
    failures: z.number().int().meta({ description: "Failures in a row; it is tried again." }),
    detail: z.string().nullable().meta({ description: "In plain words: what it waits for, why it failed." }),
  })
  .meta({ id: "InitTask" });
export type InitTaskView = z.infer<typeof InitTaskSchema>;

/** An initialisation as it stands. */
export const InitRunSchema = z
  .object({
    id: z.string().nullable().meta({
      description:
        "Null where everything was complete already: then nothing was written, and there is no run.",
    }),
    status: z.enum(["running", "done", "failed"]),
    stalled: z.boolean().meta({
      description: "Nobody drives it any more: the same wishes, posted again, take it over.",
    }),
    joined: z.boolean().meta({ description: "It was under way already when it was asked for." }),
    createdAt: EpochMsSchema.nullable(),
    finishedAt: EpochMsSchema.nullable(),
    changed: z.number().int(),
    error: z.string().nullable(),
    superuser: z
      .object({ name: z.string(), created: z.boolean() })
      .nullable()
      .meta({ description: "Whether the key is new; null where none was asked for." }),
    tasks: z.array(InitTaskSchema),
  })
  .meta({ id: "InitRun" });
export type InitRun = z.infer<typeof InitRunSchema>;

/** The newest initialisations, newest first. */
export const InitRunListSchema = z.object({ runs: z.array(InitRunSchema) }).meta({ id: "InitRunList" });
