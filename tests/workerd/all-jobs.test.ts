import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { JOBS } from "../../worker/jobs/registry.ts";
import { openWick } from "./wick.ts";

interface Run {
  readonly job_id: string;
  readonly status: string;
  readonly error: string | null;
}

it("[ETL-1] [ETL-8] every job runs in workerd from empty, and again, and does not fail", async () => {
  const wick = await openWick({ SYMBOLS: "BTCUSDT" });
  await wick.runCron();
  for (let round = 1; round <= 2; round += 1) {
    await env.DB.batch([
      env.DB.prepare("DELETE FROM etl_run"),
      env.DB.prepare("UPDATE etl_job SET next_at = 0, lease_owner = NULL, last_status = NULL"),
    ]);
    await wick.runCron();
    const { results } = await env.DB.prepare("SELECT job_id, status, error FROM etl_run").all<Run>();
    expect(results.filter(({ status }) => status !== "ok")).toEqual([]);
    expect(results.map((run) => run.job_id).toSorted()).toEqual(JOBS.map(({ id }) => id).toSorted());
  }
});
