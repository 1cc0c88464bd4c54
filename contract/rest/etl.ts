import { z } from "zod";
import { EpochMsSchema } from "./bar.ts";

/** One run of a job, as it was recorded when it ended. */
export const EtlRunSchema = z
  .object({
    startedAt: EpochMsSchema,
    finishedAt: EpochMsSchema.nullable(),
    durationMs: z.number().int().nullable(),
    trigger: z.enum(["cron", "retry", "manual"]),
    status: z.enum(["ok", "failed", "abandoned"]).meta({
      description: "abandoned: whoever ran it did not come back before its lease was over.",
    }),
    rows: z.number().int().meta({ description: "What the job counts: rows written, checked or moved." }),
    error: z.string().nullable(),
    detail: z.string().nullable().meta({ description: "One line for a person." }),
  })
  .meta({ id: "EtlRun" });
export type EtlRun = z.infer<typeof EtlRunSchema>;

/** A scheduled job: what it is, and how it stands. */
export const EtlJobSchema = z
  .object({
    id: z.string().meta({ example: "klines-1h" }),
    description: z.string(),
    cron: z.string().meta({ description: "Five fields, UTC.", example: "1 * * * *" }),
    defaultCron: z.string(),
    timeoutMs: z.number().int(),
    enabled: z.boolean(),
    state: z.enum(["idle", "running", "retrying", "disabled"]).meta({
      description:
        "retrying: it failed, and waits for its next try. A disabled job can still be run by hand.",
    }),
    nextAt: EpochMsSchema.nullable().meta({ description: "Null while disabled." }),
    runningSince: EpochMsSchema.nullable(),
    lastStatus: z.enum(["ok", "failed"]).nullable(),
    lastOkAt: EpochMsSchema.nullable(),
    failures: z.number().int().meta({ description: "Failures in a row." }),
    lastRun: EtlRunSchema.nullable().meta({ description: "The last one that ended." }),
  })
  .meta({ id: "EtlJob" });
export type EtlJob = z.infer<typeof EtlJobSchema>;

export const EtlJobListSchema = z
  .object({ time: EpochMsSchema, jobs: z.array(EtlJobSchema) })
  .meta({ id: "EtlJobList" });

/** A job with its last 20 runs, newest first; those that found nothing to do, like the one before, are left out. */
export const EtlJobDetailSchema = z
  .object({ time: EpochMsSchema, job: EtlJobSchema, runs: z.array(EtlRunSchema) })
  .meta({ id: "EtlJobDetail" });

/** The answer to run: the job has begun. */
export const EtlStartedSchema = z
  .object({ jobId: z.string(), startedAt: EpochMsSchema, trigger: z.literal("manual") })
  .meta({ id: "EtlStarted" });

/** The answer to enable and disable. */
export const EtlChangedSchema = z.object({ job: EtlJobSchema }).meta({ id: "EtlChanged" });

/** The answer to setup-default: how many jobs were not as the registry has them. */
export const EtlSetupSchema = z
  .object({ changed: z.number().int(), jobs: z.array(EtlJobSchema) })
  .meta({ id: "EtlSetup" });

export const EtlStatusSchema = z
  .object({
    status: z
      .enum(["ok", "degraded"])
      .meta({ description: "degraded: a job failed three times in a row, or is late." }),
    time: EpochMsSchema,
    counts: z.object({
      total: z.number().int(),
      enabled: z.number().int(),
      running: z.number().int(),
      failing: z.number().int(),
      late: z.number().int(),
    }),
    failing: z.array(
      z.object({
        id: z.string(),
        failures: z.number().int(),
        error: z.string().nullable(),
        lastOkAt: EpochMsSchema.nullable(),
        nextAt: EpochMsSchema.nullable(),
      }),
    ),
    oldestLag: z
      .object({ id: z.string(), lagMs: z.number().int() })
      .nullable()
      .meta({ description: "The job that should have begun longest ago and has not." }),
    lastHour: z
      .object({
        ok: z.number().int(),
        failed: z.number().int(),
        abandoned: z.number().int(),
        rows: z.number().int(),
      })
      .meta({
        description: "Runs that are recorded: not those that found nothing to do, like the one before.",
      }),
  })
  .meta({ id: "EtlStatus" });
export type EtlStatus = z.infer<typeof EtlStatusSchema>;
