import { expect, test } from "vitest";
import { JOBS, jobOf } from "./registry.ts";
import { nextRegular } from "./schedule.ts";

const NOON = Date.parse("2026-08-09T12:00:00Z");

test("[ETL-1] every job has an id of its own, words for a person, a schedule that comes, and a time-out", () => {
  const ids = JOBS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const job of JOBS) {
    expect(job.id).toMatch(/^[a-z][a-z0-9-]{2,39}$/);
    expect(job.description.length, job.id).toBeGreaterThan(10);
    expect(nextRegular(job.cron, NOON), job.id).toBeGreaterThan(NOON);
    // An invocation of a cron trigger lives for 15 minutes.
    expect(job.timeoutMs, job.id).toBeGreaterThanOrEqual(5_000);
    expect(job.timeoutMs, job.id).toBeLessThanOrEqual(14 * 60_000);
    expect(jobOf(job.id)).toBe(job);
  }
});
