import { WickError } from "../contract/errors.ts";
import { watchedPairs } from "../platform/d1/alerts.ts";
import type { SymbolRow } from "../platform/d1/schema/symbols.ts";
import { describeSymbol } from "../platform/d1/symbols.ts";
import type { Env } from "../platform/env.ts";
import { errorText, log } from "../platform/telemetry/log.ts";
import { tellHub } from "./alerts/keep-alert.ts";
import { startHubs } from "./hub-start.ts";
import { isolateOf } from "./isolate.ts";
import { jobRunner } from "./jobs/ports.ts";
import { JOBS } from "./jobs/registry.ts";
import { runDueJobs } from "./jobs/run-due.ts";
import { listedSymbol } from "./listing.ts";

/** Once a minute: keeps the hubs alive and runs the jobs that are due. None waits for another; never throws. */
export async function everyMinute(env: Env): Promise<void> {
  const failed = (what: string) => (error: unknown) =>
    log({ event: "refresh_failed", what, error: errorText(error) });
  await Promise.all([
    keepHubs(env).catch(failed("hubs")),
    keepPairs(env).catch(failed("pairs")),
    runJobs(env).catch(failed("jobs")),
  ]);
}

/** Without D1 no job is run, and the minute is counted. */
async function runJobs(env: Env): Promise<void> {
  const isolate = isolateOf(env);
  try {
    await runDueJobs(JOBS, jobRunner(env));
  } catch (error) {
    isolate.jobs.skip();
    log({ event: "jobs_skipped", error: errorText(error) });
  }
}

/**
 * Seeds what is configured, keeps the hub of every active symbol configured and alive, and asks the exchange for
 * the steps of symbols that are not known yet.
 */
async function keepHubs(env: Env): Promise<void> {
  const { registry } = isolateOf(env);
  // Without D1 the hubs that are known are still kept alive.
  await registry.seed().catch((error: unknown) => {
    log({ event: "refresh_failed", what: "symbols", error: errorText(error) });
  });
  registry.forget();
  const rows = await registry.active();
  await startHubs(env, rows);
  const unknown = rows.filter((row) => row.feed === "binance" && row.tickSize === null);
  for (const row of unknown) {
    // One after the other, and not against an exchange that does not answer: nothing waits for this.
    if (!(await describe(env, row))) break;
  }
  if (unknown.length > 0) registry.forget();
}

/** The hub of every pair that an alert watches is woken, and learns of it where the call that told it was lost. */
async function keepPairs(env: Env): Promise<void> {
  const pairs = await watchedPairs(env.DB);
  await Promise.all(pairs.map((pair) => tellHub(env, pair)));
}

/** @returns false when the exchange could not be asked. */
async function describe(env: Env, row: SymbolRow): Promise<boolean> {
  try {
    await describeSymbol(env.DB, row.symbol, await listedSymbol(env, isolateOf(env).config, row.symbol));
    return true;
  } catch (error) {
    log({ event: "hub_failed", symbol: row.symbol, action: "describe", error: errorText(error) });
    return !(error instanceof WickError && error.code === "exchange_unavailable");
  }
}
