import type { DetailedHealth } from "../../contract/rest/health.ts";
import type { Env } from "../../platform/env.ts";
import type { Isolate } from "../isolate.ts";
import { JOBS } from "../jobs/registry.ts";
import { type DataSurvey, dataSurvey } from "./data-platform.ts";
import { isDegraded, standingOf } from "./jobs.ts";
import { inTime, type Survey, survey } from "./survey.ts";

/** The state of every part. Degraded when a store, object or job fails, or a feed is blocked or stale. */
export async function detailedHealth(env: Env, isolate: Isolate): Promise<DetailedHealth> {
  const [parts, data, d1, r2] = await Promise.all([
    survey(env, isolate),
    dataSurvey(env),
    probe("d1", () => env.DB.prepare("SELECT symbol FROM symbols LIMIT 1").first()),
    // A key that is not there costs a class B operation and reads nothing.
    probe("r2", () => env.COLD.head("health")),
  ]);
  const hubs = parts.hubs.map(({ symbol, status }) => ({
    symbol,
    ok: status !== undefined && status.state !== "blocked" && status.state !== "stale",
    status: status === undefined ? null : { ...status, counters: { ...status.counters } },
  }));
  const relays = parts.relays.map(({ name, stats }) => ({
    name,
    ok: stats !== undefined,
    stats: stats ?? null,
  }));
  const ledger = { ok: parts.ledger !== undefined, stats: parts.ledger ?? null };
  const jobs = data === undefined ? null : jobsOf(data, Date.now());
  const ok =
    d1.ok && r2.ok && ledger.ok && jobs?.ok === true && [...hubs, ...relays].every((part) => part.ok);
  return {
    status: ok ? "ok" : "degraded",
    time: Date.now(),
    d1,
    r2,
    hubs,
    relays,
    ledger,
    jobs,
    backfills: [...(data?.backfills ?? [])],
    outbox: outboxOf(parts.hubs),
    cache: isolate.pages.stats(),
  };
}

function jobsOf({ rows, lastRuns }: DataSurvey, now: number): DetailedHealth["jobs"] {
  const standing = standingOf(JOBS, rows, now);
  return {
    ok: !isDegraded(standing),
    running: [...standing.running],
    failing: standing.failing.map(({ id, failures }) => ({
      id,
      failures,
      error: lastRuns.find(({ jobId }) => jobId === id)?.error ?? null,
    })),
    late: [...standing.late],
  };
}

/** What waits for D1 in the hubs that answered. */
function outboxOf(hubs: Survey["hubs"]): DetailedHealth["outbox"] {
  const statuses = hubs.flatMap(({ status }) => (status === undefined ? [] : [status]));
  const waits = statuses.flatMap(({ outboxOldestMs }) => (outboxOldestMs === null ? [] : [outboxOldestMs]));
  return {
    depth: statuses.reduce((sum, { outboxDepth }) => sum + outboxDepth, 0),
    oldestMs: waits.length === 0 ? null : Math.max(...waits),
  };
}

async function probe(name: string, ask: () => Promise<unknown>): Promise<DetailedHealth["d1"]> {
  const startedAt = Date.now();
  const answered = await inTime(
    name,
    ask().then(() => true),
  );
  return answered === true
    ? { ok: true, latencyMs: Date.now() - startedAt, error: null }
    : { ok: false, latencyMs: null, error: "failed or timed out" };
}
