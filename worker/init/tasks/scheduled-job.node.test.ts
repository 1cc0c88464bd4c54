import { expect, it } from "vitest";
import { putCacheEntry } from "../../../platform/d1/cache-entries.ts";
import { openNodeD1 } from "../../../tests/support/node-d1.ts";
import type { Job, JobPorts } from "../../jobs/job.ts";
import { runNow } from "../../jobs/run-now.ts";
import { scheduledJobTask } from "./scheduled-job.ts";

const CONTEXT = { before: { done: 0, total: null, changed: 0 }, owner: "init:run-1", budgetMs: 1_000 };

function openWorld(run: Job["run"], leaves?: string) {
  const { db, sqlite } = openNodeD1();
  let clock = 1_700_000_000_000;
  let owners = 0;
  // The job and its engine ask for nothing else.
  const ports = { db, now: () => clock } as unknown as JobPorts;
  const runner = { ports, random: () => 0.5, newOwner: () => `owner-${++owners}` };
  const job: Job = { id: "chart-cache", description: "", cron: "6 0 * * *", timeoutMs: 120_000, run };
  return {
    sqlite,
    runner,
    job,
    task: scheduledJobTask({ runner }, "warm charts", job, leaves),
    pass: (ms: number) => {
      clock += ms;
    },
  };
}

it("[INIT-31] runs a job that did not succeed within a day, and not one that did", async () => {
  let runs = 0;
  const { pass, task } = openWorld(async () => ({ rows: ++runs }));
  expect(await task.pending()).toBe(true);
  expect(await task.step(CONTEXT)).toMatchObject({ state: "done", changed: 1 });
  expect(await task.pending()).toBe(false);
  expect(await task.step(CONTEXT)).toMatchObject({ state: "done", changed: 0 });
  expect(runs).toBe(1);
  pass(24 * 3_600_000);
  expect(await task.pending()).toBe(true);
});

it("[INIT-31] a cache that its job left empty, or that was cleared, is not warm", async () => {
  let runs = 0;
  const { sqlite, task } = openWorld(async ({ db }) => {
    runs += 1;
    // Hubs that were just started have no prices.
    if (runs < 3) return { rows: 0, detail: "no coin has a price" };
    const times = { asOf: 1, freshUntil: 2 };
    await putCacheEntry(db, { key: "market", json: "[]", source: "wick", ...times }, 1);
    return { rows: 1 };
  }, "market");
  expect(await task.step(CONTEXT)).toMatchObject({ state: "wait", detail: "no coin has a price" });
  expect(await task.pending()).toBe(true);
  expect(await task.step(CONTEXT)).toMatchObject({ state: "wait" });
  expect(await task.step(CONTEXT)).toMatchObject({ state: "done", changed: 1 });
  expect(await task.pending()).toBe(false);
  sqlite.exec("DELETE FROM cache_entry");
  expect(await task.pending()).toBe(true);
});

it("[INIT-31] a cache that stays empty is given up, not waited for for ever", async () => {
  const { task } = openWorld(async () => ({ rows: 0, detail: "no coin has a price" }), "market");
  const states: string[] = [];
  for (let step = 0; step < 15; step++) states.push((await task.step(CONTEXT)).state);
  expect(states.slice(0, -1).every((state) => state === "wait")).toBe(true);
  expect(states.at(-1)).toBe("done");
  expect(await task.pending()).toBe(true);
});

it("[INIT-35] a job that fails fails the step, in its own words", async () => {
  const { task } = openWorld(async () => {
    throw new Error("no bars yet");
  });
  await expect(task.step(CONTEXT)).rejects.toThrow("no bars yet");
  expect(await task.pending()).toBe(true);
});

it("[INIT-34] the lease of a killed driver of the same run is not waited for; another's is", async () => {
  let runs = 0;
  let hangs = true;
  const { job, runner, task } = openWorld(async () => {
    runs += 1;
    // The first run is killed in the middle: it never ends.
    if (hangs) await new Promise(() => {});
    return { rows: 2 };
  });
  await runNow(job, { ...runner, newOwner: () => "init:run-2:a" });
  expect(await task.step(CONTEXT)).toMatchObject({ state: "wait", detail: "it is running already" });
  await runner.ports.db.prepare("UPDATE etl_job SET lease_owner = 'manual:init:run-1:a'").run();
  hangs = false;
  expect(await task.step(CONTEXT)).toMatchObject({ state: "done", changed: 2 });
  expect(runs).toBe(2);
});
