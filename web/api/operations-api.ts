import type { z } from "zod";
import type { BackfillJson } from "../../contract/rest/backfill.ts";
import type { EtlJob, EtlJobDetailSchema, EtlRun, EtlStatus } from "../../contract/rest/etl.ts";
import type { DetailedHealth } from "../../contract/rest/health.ts";
import type { InitRun } from "../../contract/rest/init.ts";
import type { CacheStatus, DbStatus, Trends } from "../../contract/rest/operations.ts";
import type { RateLimitStatusSchema } from "../../contract/rest/sources.ts";
import { answerOf, type Client } from "./client.ts";

export type { BackfillJson as Backfill, CacheStatus, DbStatus, EtlJob, EtlRun, EtlStatus, InitRun, Trends };
export type Health = DetailedHealth;
export type JobDetail = z.infer<typeof EtlJobDetailSchema>;
export type SourceUse = z.infer<typeof RateLimitStatusSchema>;

/** What the operations page asks of the server. Everything rejects with ApiError. */
export interface OperationsApi {
  jobs(signal: AbortSignal): Promise<readonly EtlJob[]>;
  job(id: string, signal: AbortSignal): Promise<JobDetail>;
  status(signal: AbortSignal): Promise<EtlStatus>;
  health(signal: AbortSignal): Promise<Health>;
  sources(signal: AbortSignal): Promise<SourceUse>;
  caches(signal: AbortSignal): Promise<CacheStatus>;
  trends(signal: AbortSignal): Promise<Trends>;
  /** These need the admin key, and so does all that changes something. */
  backfills(signal: AbortSignal): Promise<readonly BackfillJson[]>;
  initialisations(signal: AbortSignal): Promise<readonly InitRun[]>;
  database(signal?: AbortSignal): Promise<DbStatus>;
  /** @returns the job as it stands now that it has begun. */
  runJob(id: string): Promise<EtlJob>;
  switchJob(id: string, on: boolean): Promise<EtlJob>;
  /** @returns how many jobs were not as they are by default, and all jobs as they are now. */
  restoreDefaults(): Promise<{ readonly changed: number; readonly jobs: readonly EtlJob[] }>;
  /** @returns how many stored entries were cleared. */
  clearCaches(): Promise<number>;
  refreshCaches(): Promise<unknown>;
}

const BACKFILLS = "20";

export function createOperationsApi({ api, health }: Client): OperationsApi {
  const { etl } = api.features;
  return {
    jobs: async (signal) => (await answerOf(etl.jobs.$get({}, { init: { signal } }))).jobs,
    job: (id, signal) => answerOf(etl.jobs[":id"].$get({ param: { id } }, { init: { signal } })),
    status: (signal) => answerOf(etl.status.$get({}, { init: { signal } })),
    health: (signal) => answerOf(health.detailed.$get({}, { init: { signal } })),
    sources: (signal) => answerOf(api["rate-limit"].status.$get({}, { init: { signal } })),
    caches: (signal) => answerOf(api.cache.status.$get({}, { init: { signal } })),
    trends: (signal) => answerOf(health.trends.$get({ query: {} }, { init: { signal } })),
    backfills: async (signal) => {
      const asking = api.admin.backfill.$get({ query: { limit: BACKFILLS } }, { init: { signal } });
      return (await answerOf(asking)).backfills;
    },
    initialisations: async (signal) => (await answerOf(api.admin.init.$get({}, { init: { signal } }))).runs,
    database: (signal) => answerOf(api.db.status.$get({}, signal === undefined ? {} : { init: { signal } })),
    runJob: async (id) => {
      await answerOf(etl.jobs[":id"].run.$post({ param: { id }, header: {} }));
      return (await answerOf(etl.jobs[":id"].$get({ param: { id } }))).job;
    },
    switchJob: async (id, on) => {
      const { enable, disable } = etl.jobs[":id"];
      return (await answerOf(on ? enable.$post({ param: { id } }) : disable.$post({ param: { id } }))).job;
    },
    restoreDefaults: () => answerOf(etl["setup-default"].$post({})),
    clearCaches: async () => (await answerOf(api.cache.clear.$post({}))).storedEntries,
    refreshCaches: () => answerOf(api.admin.cache.refresh.$post({})),
  };
}
