import { afterEach, expect, test, vi } from "vitest";
import { readLastRuns } from "../../platform/d1/etl.ts";
import { jobLike, openJobWorld } from "../../tests/support/job-world.ts";
import { until } from "../../tests/support/until.ts";
import type { Job } from "./job.ts";
import { jobView } from "./job-view.ts";
import { jobRows, runDueJobs } from "./run-due.ts";
import { abandon, beginRun } from "./run-job.ts";
import { runNow } from "./run-now.ts";

afterEach(() => void vi.useRealTimers());

const MINUTE = 60_000;
const NOON = Date.parse("2026-08-09T12:00:00Z");
const at = (text: string) => Date.parse(`2026-08-09T${text}Z`);

/** A job that counts its runs, and does what `then` says. */
function counted(id: string, cron: string, then: () => Promise<void> | void = () => {}) {
  const seen = { runs: 0 };
  const job = jobLike(id, cron, async () => {
    seen.runs += 1;
    await then();
    return { rows: 2, detail: "two rows" };
  });
  return { job, seen };
}

function closedGate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}

const fail = () => {
  throw new Error("no luck");
};

test("[ETL-2] jobs are known without a set-up, and first run at their next regular time", async () => {
  const world = openJobWorld(NOON);
  const { job, seen } = counted("hourly", "5 * * * *");
  await runDueJobs([job], world.runner());
  expect(world.rows("SELECT id, cron, enabled, next_at FROM etl_job")).toEqual([
    { id: "hourly", cron: "5 * * * *", enabled: 1, next_at: at("12:05:00") },
  ]);
  expect(seen.runs).toBe(0);
  world.at(at("12:05:00.020"));
  expect(await runDueJobs([job], world.runner())).toEqual({ ok: 1, failed: 0, left: 0 });
  expect(world.rows("SELECT * FROM etl_run")).toEqual([
    {
      job_id: "hourly",
      started_at: at("12:05:00.020"),
      trigger: "cron",
      finished_at: at("12:05:00.020"),
      status: "ok",
      rows: 2,
      error: null,
      detail: "two rows",
    },
  ]);
  expect(world.rows("SELECT next_at, lease_owner, last_status, last_ok_at, failures FROM etl_job")).toEqual([
    {
      next_at: at("13:05:00"),
      lease_owner: null,
      last_status: "ok",
      last_ok_at: at("12:05:00.020"),
      failures: 0,
    },
  ]);
});

test("[ETL-4] two invocations at the same minute run each job once", async () => {
  const world = openJobWorld(NOON);
  const jobs = ["a", "b", "c", "d", "e", "f"].map((id) => counted(id, "* * * * *"));
  const all = jobs.map(({ job }) => job);
  await jobRows(all, world.ports);
  for (let minute = 1; minute <= 5; minute += 1) {
    world.at(NOON + minute * MINUTE);
    await Promise.all([runDueJobs(all, world.runner()), runDueJobs(all, world.runner())]);
    expect(jobs.map(({ seen }) => seen.runs)).toEqual(all.map(() => minute));
  }
});

test("[ETL-4] an invocation that read the jobs before another one ran them runs none of them again", async () => {
  const world = openJobWorld(NOON);
  const { job } = counted("a", "* * * * *");
  const row = (await jobRows([job], world.ports)).get("a");
  if (row === undefined) throw new Error("no row");
  world.at(NOON + MINUTE);
  await runDueJobs([job], world.runner());
  expect(await beginRun(job, row, "cron", world.runner(), true)).toBeUndefined();
});

test("[ETL-5] nothing is written for jobs that are not due; a run costs three rows", async () => {
  const world = openJobWorld(NOON);
  const { job } = counted("a", "*/5 * * * *");
  const idle = counted("b", "0 0 * * *");
  const all = [job, idle.job];
  await runDueJobs(all, world.runner());
  const changes = () =>
    Number((world.d1.sqlite.prepare("SELECT total_changes() AS n").get() as { n: number }).n);
  const before = changes();
  world.at(NOON + MINUTE);
  await runDueJobs(all, world.runner());
  expect(changes()).toBe(before);
  world.at(NOON + 5 * MINUTE);
  await runDueJobs(all, world.runner());
  expect(changes()).toBe(before + 3);
});

test("[ETL-5] a scheduled run that finds nothing to do, like the one before, is known by its job's row alone", async () => {
  const world = openJobWorld(NOON);
  let rows = 0;
  let broken = false;
  const job = jobLike("a", "* * * * *", async () => (broken ? fail() : { rows, detail: "looked" }));
  let minute = 0;
  const runNext = async () => {
    minute += 1;
    world.at(NOON + minute * MINUTE);
    await runDueJobs([job], world.runner());
    const stored = world.rows("SELECT started_at, status, rows FROM etl_run ORDER BY 1");
    const row = (await jobRows([job], world.ports)).get("a");
    if (row === undefined) throw new Error("no row");
    const last = (await readLastRuns(world.ports.db, ["a"]))[0];
    return { stored: stored.length, last: jobView(job, row, last, NOON).lastRun };
  };
  await jobRows([job], world.ports);
  const at = (n: number) => ({ startedAt: NOON + n * MINUTE, finishedAt: NOON + n * MINUTE, status: "ok" });
  // The first tells that the job runs at all.
  expect(await runNext()).toMatchObject({ stored: 1, last: { ...at(1), detail: "looked" } });
  expect(await runNext()).toMatchObject({ stored: 1, last: { ...at(2), rows: 0, detail: null } });
  rows = 3;
  expect(await runNext()).toMatchObject({ stored: 2, last: { ...at(3), rows: 3 } });
  rows = 0;
  expect(await runNext()).toMatchObject({ stored: 2, last: at(4) });
  broken = true;
  expect(await runNext()).toMatchObject({ stored: 3, last: { status: "failed", error: "Error: no luck" } });
  broken = false;
  world.at(NOON + 10 * MINUTE);
  minute = 9;
  // That it is well again is worth a row, and so is a run by hand.
  expect(await runNext()).toMatchObject({ stored: 4, last: { ...at(10), detail: "looked" } });
  await (await runNow(job, world.runner())).ended;
  expect((await runNext()).stored).toBe(5);
});

test("[ETL-5] jobs that were missed while the app was down run once", async () => {
  const world = openJobWorld(NOON);
  const { job, seen } = counted("a", "* * * * *");
  await runDueJobs([job], world.runner());
  world.at(NOON + 600 * MINUTE);
  await runDueJobs([job], world.runner());
  await runDueJobs([job], world.runner());
  expect(seen.runs).toBe(1);
  expect(world.rows("SELECT next_at FROM etl_job")).toEqual([{ next_at: NOON + 601 * MINUTE }]);
});

test("[ETL-6] a job that fails is tried again as a retry with growing waits; a success ends that", async () => {
  const world = openJobWorld(NOON);
  let broken = true;
  const { job, seen } = counted("a", "0 * * * *", () => (broken ? fail() : undefined));
  await runDueJobs([job], world.runner());
  const triesAt: number[] = [];
  for (let minute = 60; minute < 120; minute += 1) {
    world.at(NOON + minute * MINUTE);
    const before = seen.runs;
    if (minute === 91) broken = false;
    await runDueJobs([job], world.runner());
    if (seen.runs > before) triesAt.push(minute);
  }
  expect(triesAt).toEqual([60, 61, 63, 67, 75, 91]);
  const runs = world.rows('SELECT "trigger", status, error FROM etl_run ORDER BY started_at');
  expect(runs[0]).toEqual({ trigger: "cron", status: "failed", error: "Error: no luck" });
  expect(runs[1]).toEqual({ trigger: "retry", status: "failed", error: "Error: no luck" });
  expect(runs[5]).toEqual({ trigger: "retry", status: "ok", error: null });
  expect(world.rows("SELECT failures, next_at FROM etl_job")).toEqual([
    { failures: 0, next_at: at("14:00:00") },
  ]);
});

test("[ETL-6] one failing job hurts no other", async () => {
  const world = openJobWorld(NOON);
  const bad = ["a", "b", "c", "d", "e"].map((id) => counted(id, "* * * * *", fail));
  const good = counted("z", "* * * * *");
  const all = [...bad.map(({ job }) => job), good.job];
  await runDueJobs(all, world.runner());
  world.at(NOON + MINUTE);
  expect(await runDueJobs(all, world.runner())).toEqual({ ok: 1, failed: 5, left: 0 });
});

test("[ETL-7] a run whose isolate died is recorded as abandoned when its lease is over, and tried again", async () => {
  const world = openJobWorld(NOON);
  const { job, seen } = counted("a", "0 * * * *");
  await runDueJobs([job], world.runner());
  world.at(at("13:00:00"));
  const row = (await jobRows([job], world.ports)).get("a");
  if (row === undefined) throw new Error("no row");
  // An isolate took the lease, and was never heard of again.
  await beginRun(job, row, "cron", world.runner(), true);

  world.at(at("13:01:00"));
  expect(await runDueJobs([job], world.runner())).toEqual({ ok: 0, failed: 0, left: 0 });
  world.at(at("13:02:00"));
  await Promise.all([runDueJobs([job], world.runner()), runDueJobs([job], world.runner())]);
  expect(world.rows("SELECT status, started_at, finished_at FROM etl_run")).toEqual([
    { status: "abandoned", started_at: at("13:00:00"), finished_at: null },
  ]);
  world.at(at("13:03:00"));
  await runDueJobs([job], world.runner());
  expect(seen.runs).toBe(1);
  expect(world.rows("SELECT \"trigger\" FROM etl_run WHERE status = 'ok'")).toEqual([{ trigger: "retry" }]);
});

test("[ETL-7] whoever saw a dead lease too late takes no living one away", async () => {
  const world = openJobWorld(NOON);
  const { job } = counted("a", "0 * * * *");
  const read = async () => {
    const row = (await jobRows([job], world.ports)).get("a");
    if (row === undefined) throw new Error("no row");
    return row;
  };
  world.at(at("13:00:00"));
  await beginRun(job, await read(), "cron", world.runner(), false);
  world.at(at("13:30:00"));
  const dead = await read();
  await abandon(dead, world.runner());
  await beginRun(job, await read(), "retry", world.runner(), false);
  await abandon(dead, world.runner());
  expect(world.rows("SELECT lease_owner, failures FROM etl_job")).toEqual([
    { lease_owner: "retry:owner-2", failures: 1 },
  ]);
});

test("[ETL-7] a run that comes back after its lease was taken away records nothing", async () => {
  const world = openJobWorld(NOON);
  const gate = closedGate();
  const { job } = counted("a", "0 * * * *", () => gate.passed);
  await runDueJobs([job], world.runner());
  world.at(at("13:00:00"));
  const slow = runDueJobs([job], world.runner());
  await until(
    "the lease to be taken",
    () => world.rows("SELECT 1 FROM etl_job WHERE lease_owner IS NOT NULL").length === 1,
  );
  world.at(at("13:30:00"));
  await runDueJobs([job], world.runner());
  gate.open();
  await slow;
  expect(world.rows("SELECT status FROM etl_run")).toEqual([{ status: "abandoned" }]);
  expect(world.rows("SELECT failures FROM etl_job")).toEqual([{ failures: 1 }]);
});

test("[ETL-7] the lease of a long run is renewed while it runs, and no longer", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "setTimeout", "clearTimeout"] });
  const world = openJobWorld(NOON);
  const gate = closedGate();
  const job = jobLike("long", "0 * * * *", () => gate.passed.then(() => ({ rows: 0 })), 600_000);
  await runDueJobs([job], world.runner());
  world.at(at("13:00:00"));
  const running = runDueJobs([job], world.runner());
  const lease = () => world.rows("SELECT lease_until FROM etl_job")[0]?.lease_until;
  await vi.waitFor(() => expect(lease()).toBe(at("13:02:15")));
  for (const minute of ["13:01", "13:02", "13:03"]) {
    world.at(at(`${minute}:00`));
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(lease()).toBe(at(`${minute}:00`) + 135_000);
  }
  gate.open();
  expect(await running).toEqual({ ok: 1, failed: 0, left: 0 });
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  expect(lease()).toBeNull();
  expect(vi.getTimerCount()).toBe(0);
});

test("[ETL-7] a run that takes too long fails, and says so", async () => {
  const world = openJobWorld(NOON);
  const job = jobLike("slow", "0 * * * *", () => new Promise(() => {}), 20);
  await runDueJobs([job], world.runner());
  world.at(at("13:00:00"));
  expect(await runDueJobs([job], world.runner())).toEqual({ ok: 0, failed: 1, left: 0 });
  expect(world.rows("SELECT error FROM etl_run")).toEqual([
    { error: "Error: the job slow did not answer within 20 ms" },
  ]);
});

test("[ETL-8] at most four jobs of an invocation run together, the longest overdue first", async () => {
  const world = openJobWorld(NOON);
  const order: string[] = [];
  let together = 0;
  let most = 0;
  const all = ["50", "40", "30", "20", "10", "05"].map((minute) =>
    jobLike(`at-${minute}`, `${Number(minute)} * * * *`, async () => {
      order.push(minute);
      together += 1;
      most = Math.max(most, together);
      // Each run gives way to all others a few times.
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      together -= 1;
      return { rows: 0 };
    }),
  );
  await runDueJobs(all, world.runner());
  world.at(at("13:00:00"));
  await runDueJobs(all, world.runner());
  expect(order.toSorted()).toEqual(["05", "10", "20", "30", "40", "50"]);
  expect(order[0]).toBe("05");
  expect(order[5]).toBe("50");
  expect(most).toBe(4);
});

test("[ETL-8] of heavy jobs one runs at a time, also beside another invocation's; the others go on meanwhile", async () => {
  const world = openJobWorld(NOON);
  const [gate, heavyNow] = [closedGate(), new Set<string>()];
  let most = 0;
  const heavy = ["h1", "h2", "h3"].map((id): Job => {
    const job = jobLike(id, "* * * * *", async () => {
      heavyNow.add(id);
      most = Math.max(most, heavyNow.size);
      await gate.passed;
      heavyNow.delete(id);
      return { rows: 1 };
    });
    return { ...job, heavy: true };
  });
  const light = ["a", "b", "c", "d", "e"].map((id) => counted(id, "* * * * *"));
  const jobs = [...heavy, ...light.map(({ job }) => job)];
  await runDueJobs(jobs, world.runner());
  world.at(NOON + MINUTE);
  const first = runDueJobs(jobs, world.runner());
  await until("the light jobs have run", () => light.every(({ seen }) => seen.runs === 1));
  expect([...heavyNow]).toHaveLength(1);
  expect(await runDueJobs(jobs, world.runner())).toMatchObject({ ok: 0, left: 2 });
  gate.open();
  expect(await first).toEqual({ ok: 8, failed: 0, left: 0 });
  expect(most).toBe(1);
});

test("[ETL-8] an invocation that has run for long begins no more jobs: they are due for the next one", async () => {
  const world = openJobWorld(NOON);
  const slow = ["a", "b", "c", "d"].map((id) => counted(id, "* * * * *", () => world.at(NOON + 2 * MINUTE)));
  const late = counted("e", "* * * * *");
  const all = [...slow.map(({ job }) => job), late.job];
  await runDueJobs(all, world.runner());
  world.at(NOON + MINUTE);
  const report = await runDueJobs(all, world.runner());
  expect(report.left).toBeGreaterThan(0);
  expect(late.seen.runs).toBe(0);
  await runDueJobs(all, world.runner());
  expect(late.seen.runs).toBe(1);
});

test("[ETL-9] whatever D1 does to one statement, each job is run, recorded once, and goes on", async () => {
  const statements = ["SELECT", "INSERT INTO etl_job", "SET lease_owner = ?2", "INSERT INTO etl_run"];
  for (const statement of statements) {
    for (const after of [false, true]) {
      const world = openJobWorld(NOON);
      const { job, seen } = counted("a", "* * * * *");
      if (statement !== "INSERT INTO etl_job") await jobRows([job], world.ports);
      world.at(NOON + MINUTE);
      let hits = 0;
      world.d1.fail((sql) => {
        if (!sql.includes(statement)) return undefined;
        hits += 1;
        return { message: "D1_ERROR: network", after };
      });
      // Only what reads the jobs may fail; the shell of the cron counts that.
      await runDueJobs([job], world.runner()).catch(() => {});
      expect(hits, statement).toBeGreaterThan(0);
      world.d1.fail(undefined);
      for (let minute = 2; minute < 12; minute += 1) {
        world.at(NOON + minute * MINUTE);
        await runDueJobs([job], world.runner());
      }
      const runs = world.rows("SELECT status, count(*) AS n FROM etl_run GROUP BY status ORDER BY status");
      const ok = runs.find(({ status }) => status === "ok")?.n ?? 0;
      expect(ok, `${statement} ${after}`).toBeGreaterThanOrEqual(7);
      expect(seen.runs - Number(ok), `${statement} ${after}`).toBeLessThanOrEqual(1);
      expect(world.rows("SELECT lease_owner, failures, next_at FROM etl_job")).toEqual([
        { lease_owner: null, failures: 0, next_at: NOON + 12 * MINUTE },
      ]);
    }
  }
});

test("[ETL-10] a run by hand begins now, also of a job that is switched off, and never beside another run", async () => {
  const world = openJobWorld(NOON);
  const gate = closedGate();
  const { job, seen } = counted("a", "0 * * * *", () => gate.passed);
  await jobRows([job], world.ports);
  world.d1.sqlite.exec("UPDATE etl_job SET enabled = 0");
  const run = await runNow(job, world.runner());
  await expect(runNow(job, world.runner())).rejects.toMatchObject({ code: "job_running" });
  gate.open();
  expect(await run.ended).toBe("ok");
  expect(seen.runs).toBe(1);
  expect(world.rows('SELECT "trigger", started_at FROM etl_run')).toEqual([
    { trigger: "manual", started_at: NOON },
  ]);
  // Its next regular time is as before.
  expect(world.rows("SELECT next_at FROM etl_job")).toEqual([{ next_at: at("13:00:00") }]);
  const again = await runNow(job, world.runner());
  expect(again.startedAt).toBe(NOON + 1);
  expect(await again.ended).toBe("ok");
});

test("[ETL-10] of two runs by hand at once, one begins", async () => {
  const world = openJobWorld(NOON);
  const { job, seen } = counted("a", "0 * * * *");
  const begun = await Promise.allSettled([runNow(job, world.runner()), runNow(job, world.runner())]);
  expect(begun.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  for (const one of begun) if (one.status === "fulfilled") await one.value.ended;
  expect(seen.runs).toBe(1);
});

test("[ETL-11] a job that is switched off is not run by its schedule", async () => {
  const world = openJobWorld(NOON);
  const { job, seen } = counted("a", "* * * * *");
  const all: Job[] = [job];
  await jobRows(all, world.ports);
  world.d1.sqlite.exec("UPDATE etl_job SET enabled = 0");
  world.at(NOON + 5 * MINUTE);
  await runDueJobs(all, world.runner());
  expect(seen.runs).toBe(0);
});
