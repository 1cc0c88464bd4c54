import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { WickError } from "../../contract/errors.ts";
import {
  EtlChangedSchema,
  type EtlJob,
  EtlJobDetailSchema,
  EtlJobListSchema,
  EtlSetupSchema,
  EtlStartedSchema,
  EtlStatusSchema,
} from "../../contract/rest/etl.ts";
import { ProblemSchema } from "../../contract/rest/problem.ts";
import { enableJob, readLastRuns, readRuns, setupJobs } from "../../platform/d1/etl.ts";
import type { Env } from "../../platform/env.ts";
import type { AppEnv } from "../app-env.ts";
import { requireScope } from "../auth/require-scope.ts";
import { etlStatus } from "../jobs/etl-status.ts";
import type { Job } from "../jobs/job.ts";
import { jobView, runView } from "../jobs/job-view.ts";
import { jobPorts, jobRunner } from "../jobs/ports.ts";
import { JOBS, jobOf } from "../jobs/registry.ts";
import { jobRows, newJobs } from "../jobs/run-due.ts";
import { runNow } from "../jobs/run-now.ts";
import { nextRegular } from "../jobs/schedule.ts";
import { IdempotencyHeaderSchema, idempotent } from "../middleware/idempotent.ts";
import { CACHE_CONTROL, json, servePage } from "../respond.ts";
import { jsonOr, KEY_SECURITY } from "./responses.ts";

const params = z.object({ id: z.string().min(1).max(40).meta({ example: "klines-1h" }) });
const tags = ["etl"];
const RUNS = 20;
/** However many look, D1 is asked once a second. */
const LIVE = { freshMs: 1_000, staleMs: 0 };
/** One job is looked at by who has just changed it. */
const NOW = { freshMs: 0, staleMs: 0 };

const list = createRoute({
  method: "get",
  path: "/api/features/etl/jobs",
  tags,
  summary: "Every scheduled job, how it stands, its last run and its next",
  responses: jsonOr(EtlJobListSchema, "The jobs"),
});

const detail = createRoute({
  method: "get",
  path: "/api/features/etl/jobs/{id}",
  tags,
  summary: "A job with its last 20 runs, newest first",
  request: { params },
  responses: jsonOr(EtlJobDetailSchema, "The job"),
});

const status = createRoute({
  method: "get",
  path: "/api/features/etl/status",
  tags,
  summary: "How the jobs stand in all: which fail, which are late",
  responses: jsonOr(EtlStatusSchema, "The standing; 200 also when degraded"),
});

const { default: problem } = jsonOr(ProblemSchema, "");
const run = createRoute({
  method: "post",
  path: "/api/features/etl/jobs/{id}/run",
  tags,
  summary: "Runs a job now, also one that is switched off",
  description: "409 `job_running` while it runs. The end of the run is told by the job itself.",
  security: KEY_SECURITY,
  middleware: [requireScope("admin"), idempotent] as const,
  request: { params, headers: IdempotencyHeaderSchema },
  responses: {
    202: {
      description: "The run has begun",
      content: { "application/json": { schema: EtlStartedSchema } },
    },
    default: problem,
  },
});

const enable = createRoute({
  method: "post",
  path: "/api/features/etl/jobs/{id}/enable",
  tags,
  summary: "Switches a job on: it runs at its next regular time",
  security: KEY_SECURITY,
  middleware: [requireScope("admin")] as const,
  request: { params },
  responses: jsonOr(EtlChangedSchema, "The job as it is now"),
});

const disable = createRoute({
  method: "post",
  path: "/api/features/etl/jobs/{id}/disable",
  tags,
  summary: "Switches a job off; a run that is under way ends by itself",
  security: KEY_SECURITY,
  middleware: [requireScope("admin")] as const,
  request: { params },
  responses: jsonOr(EtlChangedSchema, "The job as it is now"),
});

const setup = createRoute({
  method: "post",
  path: "/api/features/etl/setup-default",
  tags,
  summary: "Gives every job its default schedule, and switches it on. Idempotent",
  security: KEY_SECURITY,
  middleware: [requireScope("admin")] as const,
  responses: jsonOr(EtlSetupSchema, "How many were not so, and all jobs"),
});

export const etlRoutes = new OpenAPIHono<AppEnv>()
  .openapi(list, async (c) =>
    servePage<z.infer<typeof EtlJobListSchema>>(c, async () => ({
      text: JSON.stringify({ time: Date.now(), jobs: await views(c.env, JOBS) }),
      cacheControl: CACHE_CONTROL.none,
      policy: LIVE,
    })),
  )
  .openapi(detail, async (c) =>
    servePage<z.infer<typeof EtlJobDetailSchema>>(c, async () => {
      const job = known(c.req.valid("param").id);
      const [view, runs] = await Promise.all([viewOf(c.env, job), readRuns(c.env.DB, job.id, RUNS)]);
      const told = { time: Date.now(), job: view, runs: runs.map(runView) };
      return { text: JSON.stringify(told), cacheControl: CACHE_CONTROL.none, policy: NOW };
    }),
  )
  .openapi(status, async (c) =>
    servePage<z.infer<typeof EtlStatusSchema>>(c, async () => ({
      text: JSON.stringify(await etlStatus(JOBS, jobPorts(c.env))),
      cacheControl: CACHE_CONTROL.none,
      policy: LIVE,
    })),
  )
  .openapi(run, async (c) => {
    const job = known(c.req.valid("param").id);
    const { startedAt, ended } = await runNow(job, jobRunner(c.env));
    c.executionCtx.waitUntil(ended);
    c.var.isolate.pages.clear();
    return c.json({ jobId: job.id, startedAt, trigger: "manual" as const }, 202, {
      "cache-control": CACHE_CONTROL.none,
    });
  })
  .openapi(enable, async (c) => json(await switched(c, c.req.valid("param").id, true)))
  .openapi(disable, async (c) => json(await switched(c, c.req.valid("param").id, false)))
  .openapi(setup, async (c) => {
    const changed = await setupJobs(c.env.DB, newJobs(JOBS, Date.now()));
    c.var.isolate.pages.clear();
    return json({ changed, jobs: await views(c.env, JOBS) });
  });

/** @throws WickError not_found */
function known(id: string): Job {
  const job = jobOf(id);
  if (job === undefined) throw new WickError("not_found", `There is no job ${id}.`);
  return job;
}

async function switched({ env, var: { isolate } }: Context<AppEnv>, id: string, on: boolean) {
  const job = known(id);
  const row = (await jobRows([job], jobPorts(env))).get(id);
  await enableJob(env.DB, id, on, nextRegular(row?.cron ?? job.cron, Date.now()));
  isolate.pages.clear();
  return { job: await viewOf(env, job) };
}

async function viewOf(env: Env, job: Job): Promise<EtlJob> {
  const [view] = await views(env, [job]);
  if (view === undefined) throw new WickError("not_found", `There is no job ${job.id}.`);
  return view;
}

async function views(env: Env, jobs: readonly Job[]): Promise<EtlJob[]> {
  const ids = jobs.map(({ id }) => id);
  const rows = await jobRows(jobs, jobPorts(env));
  const runs = new Map((await readLastRuns(env.DB, ids)).map((last) => [last.jobId, last]));
  const now = Date.now();
  return jobs.flatMap((job) => {
    const row = rows.get(job.id);
    return row === undefined ? [] : [jobView(job, row, runs.get(job.id), now)];
  });
}
