import type { DetailedHealth } from "../../contract/rest/health.ts";
import type { Env } from "../../platform/env.ts";
import type { Isolate } from "../isolate.ts";
import { inTime, survey } from "./survey.ts";

/** The state of every part. Degraded when a store or object fails, or a feed is blocked or stale. */
export async function detailedHealth(env: Env, isolate: Isolate): Promise<DetailedHealth> {
  const [parts, d1, r2] = await Promise.all([
    survey(env, isolate),
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
  const ok = d1.ok && r2.ok && ledger.ok && [...hubs, ...relays].every((part) => part.ok);
  return {
    status: ok ? "ok" : "degraded",
    time: Date.now(),
    d1,
    r2,
    hubs,
    relays,
    ledger,
    cache: isolate.pages.stats(),
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
