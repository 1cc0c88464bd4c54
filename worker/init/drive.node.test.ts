import { expect, it } from "vitest";
import {
  readInitRun,
  readInitTasks,
  takeOverInitRun,
  unfinishedInitRun,
} from "../../platform/d1/init-runs.ts";
import { FeedError } from "../../platform/feeds/feed.ts";
import { openNodeD1 } from "../../tests/support/node-d1.ts";
import { type DrivePorts, driveInit } from "./drive.ts";
import { MOST_FAILURES } from "./failure.ts";
import { startInit } from "./start.ts";
import type { InitTask } from "./task.ts";

const WISHES = '{"a":1}';

/** A ledger of units in the same database, as a task's own table: counting up to a number, once each. */
function countingTask(db: D1Database, name: string, to: number): InitTask {
  const counted = async () =>
    (await db.prepare("SELECT as_of AS n FROM cache_entry WHERE key = ?1").bind(name).first<number>("n")) ??
    0;
  return {
    name,
    pending: async () => (await counted()) < to,
    async step() {
      const before = await counted();
      if (before < to) {
        await db
          .prepare(
            `INSERT INTO cache_entry (key, json, as_of, fresh_until, source) VALUES (?1, '', ?2, 0, '')
             ON CONFLICT DO UPDATE SET as_of = excluded.as_of`,
          )
          .bind(name, before + 1)
          .run();
      }
      const done = await counted();
      return { state: done < to ? "more" : "done", done, total: to, changed: done };
    },
  };
}

function openWorld(make?: (db: D1Database) => readonly InitTask[]) {
  const d1 = openNodeD1();
  let clock = 1_000_000;
  let ids = 0;
  const drivers: { id: string; instance: string }[] = [];
  const tasks = make?.(d1.db) ?? [countingTask(d1.db, "one", 3), countingTask(d1.db, "two", 2)];
  const drive: DrivePorts = { db: d1.db, now: () => clock, tasksOf: () => tasks };
  return {
    ...d1,
    drive,
    drivers,
    pass: (ms: number) => {
      clock += ms;
    },
    start: () =>
      startInit(
        {
          db: d1.db,
          now: () => clock,
          newId: () => `id-${++ids}`,
          tasksOf: () => tasks,
          drive: async (id, instance) => void drivers.push({ id, instance }),
        },
        WISHES,
      ),
    /** Turns of the newest driver until it has nothing more to do; waits pass on the clock. */
    async finish() {
      const driver = drivers.at(-1);
      if (driver === undefined) throw new Error("nobody was started");
      for (let turn = 0; turn < 200; turn++) {
        const { ended, waitMs } = await driveInit(drive, driver, 60_000);
        if (ended) return;
        clock += waitMs;
      }
      throw new Error("the run never ends");
    },
  };
}

it("[INIT-30] does its tasks in order, and the second time there is nothing to do and nothing is written", async () => {
  const world = openWorld();
  const { run, joined } = await world.start();
  expect(joined).toBe(false);
  await world.finish();
  expect(await readInitRun(world.db, run?.id ?? "")).toMatchObject({ status: "done", error: null });
  expect(await readInitTasks(world.db, run?.id ?? "")).toMatchObject([
    { name: "one", status: "done", done: 3, changed: 3 },
    { name: "two", status: "done", done: 2, changed: 2 },
  ]);
  const changes = () => world.sqlite.prepare("SELECT total_changes() AS n").get()?.n;
  const before = changes();
  expect(await world.start()).toEqual({ run: undefined, joined: false });
  expect(changes()).toBe(before);
});

it("[INIT-31] a part that is complete already is skipped", async () => {
  const world = openWorld((db) => [countingTask(db, "one", 0), countingTask(db, "two", 2)]);
  const { run } = await world.start();
  await world.finish();
  expect(await readInitTasks(world.db, run?.id ?? "")).toMatchObject([
    { status: "skipped", detail: "complete already", changed: 0 },
    { status: "done", changed: 2 },
  ]);
});

it("[INIT-32] the same wishes find their unfinished run; of two that ask at once, one begins it", async () => {
  const world = openWorld();
  const [first, second] = await Promise.all([world.start(), world.start()]);
  expect(first.run?.id).toBe(second.run?.id);
  expect([first.joined, second.joined].sort()).toEqual([false, true]);
  expect(world.drivers).toHaveLength(1);
});

it("[INIT-33] a run that nobody drives is taken over after 10 s; the old driver then writes nothing more", async () => {
  const world = openWorld();
  await world.start();
  world.pass(9_999);
  expect((await world.start()).joined).toBe(true);
  expect(world.drivers).toHaveLength(1);
  world.pass(1);
  await world.start();
  expect(world.drivers).toHaveLength(2);
  const [old] = world.drivers;
  if (old === undefined) throw new Error("no driver");
  expect(await driveInit(world.drive, old, 60_000)).toEqual({ ended: true, waitMs: 0 });
  expect(await readInitTasks(world.db, old.id)).toMatchObject([{ status: "pending" }, { status: "pending" }]);
  await world.finish();
  expect(await readInitRun(world.db, old.id)).toMatchObject({ status: "done" });
});

it("[INIT-33] of two that take over at once, one does", async () => {
  const world = openWorld();
  const { run } = await world.start();
  if (run === undefined) throw new Error("nothing begun");
  const now = run.aliveAt + 10_000;
  expect(await takeOverInitRun(world.db, run, "a", now)).toBe(true);
  expect(await takeOverInitRun(world.db, run, "b", now)).toBe(false);
});

it("[INIT-34] killed before or after any statement, the next driver completes it to the same end", async () => {
  const ends = new Set<string>();
  let kills = 0;
  for (const after of [false, true]) {
    for (let at = 1; ; at++) {
      const world = openWorld();
      let count = 0;
      let killed = false;
      world.fail(() => {
        count += 1;
        if (!killed && count < at) return undefined;
        // From here on this process is gone: none of its statements arrives any more.
        const first = !killed;
        killed = true;
        return { message: "killed", after: first && after };
      });
      await world
        .start()
        .then(() => world.finish())
        .catch(() => {});
      world.fail(undefined);
      if (!killed) break;
      kills += 1;
      world.pass(10_000);
      const { run } = await world.start();
      if (run?.status === "running") await world.finish();
      expect(await unfinishedInitRun(world.db, WISHES)).toBeUndefined();
      expect(await world.start()).toMatchObject({ run: undefined });
      const rows = world.sqlite.prepare("SELECT key, as_of FROM cache_entry ORDER BY key").all();
      ends.add(JSON.stringify(rows));
    }
  }
  expect(kills).toBeGreaterThan(40);
  expect([...ends]).toEqual(['[{"key":"one","as_of":3},{"key":"two","as_of":2}]']);
});

it("[INIT-35] a failing task is tried again with growing waits, then given up; the others are done", async () => {
  let tries = 0;
  const broken: InitTask = {
    name: "broken",
    pending: async () => true,
    step: async () => {
      tries += 1;
      throw new FeedError("unavailable", "connect ECONNREFUSED");
    },
  };
  const world = openWorld((db) => [broken, countingTask(db, "two", 2)]);
  const { run } = await world.start();
  await world.finish();
  expect(tries).toBe(MOST_FAILURES + 1);
  expect(await readInitTasks(world.db, run?.id ?? "")).toMatchObject([
    { status: "failed", detail: "given up after 11 tries: the exchange does not answer" },
    { status: "done", changed: 2 },
  ]);
  const end = await readInitRun(world.db, run?.id ?? "");
  expect(end?.status).toBe("failed");
  expect(end?.error).toContain("broken: given up");
});

it.each(["unknown_symbol", "rejected"] as const)(
  "[INIT-35] a task that asking again cannot mend (%s) is given up at once",
  async (failure) => {
    let tries = 0;
    const hopeless: InitTask = {
      name: "hopeless",
      pending: async () => {
        tries += 1;
        throw new FeedError(failure, "-1121");
      },
      step: async () => {
        throw new Error("never");
      },
    };
    const world = openWorld((db) => [hopeless, countingTask(db, "two", 2)]);
    const { run } = await world.start();
    await world.finish();
    const tasks = await readInitTasks(world.db, run?.id ?? "");
    expect(tasks.map(({ status }) => status)).toEqual(["failed", "done"]);
    expect(tasks[0]?.detail).toMatch(/^the exchange/);
    // Once before there is a run, once in it.
    expect(tries).toBeLessThanOrEqual(2);
  },
);

it("[INIT-35] a task that failed for a while and then succeeds is done", async () => {
  let tries = 0;
  const flaky = (db: D1Database): InitTask => {
    const task = countingTask(db, "flaky", 2);
    return {
      ...task,
      step: async (context) => {
        tries += 1;
        if (tries % 3 !== 0) throw new Error("flaky");
        return await task.step(context);
      },
    };
  };
  const world = openWorld((db) => [flaky(db)]);
  const { run } = await world.start();
  await world.finish();
  expect(await readInitTasks(world.db, run?.id ?? "")).toMatchObject([
    { status: "done", failures: 0, changed: 2, detail: null },
  ]);
});
