import {
  finishInitRun,
  type InitDriver,
  readInitRun,
  readInitTasks,
  renewInitRun,
  writeInitTask,
} from "../../platform/d1/init-runs.ts";
import type { InitTaskRow } from "../../platform/d1/schema/backfill.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";
import { isFinal, MOST_FAILURES, plainError, waitAfter } from "./failure.ts";
import type { InitTask, TaskStep } from "./task.ts";

export interface DrivePorts {
  readonly db: D1Database;
  readonly now: () => number;
  readonly tasksOf: (id: string, wishes: string) => readonly InitTask[];
}

/** What follows after a turn: nothing more, or another one after `waitMs`. */
export interface Turn {
  readonly ended: boolean;
  readonly waitMs: number;
}

const RENEW_MS = 3_000;
/** A step ends and its progress is written at least this often. */
const STEP_MS = 2_000;
/** A driver that sleeps is not missed before it wakes up: so it never sleeps long. */
const LONGEST_WAIT_MS = 15_000;
const ENDED: Turn = { ended: true, waitMs: 0 };

/**
 * Drives a run for about `budgetMs`: its tasks in order, each until it is done or given up. Everything it knows is in
 * D1; a driver that was replaced writes nothing more. A task that is given up does not hold up the others.
 * @throws Error when D1 fails; nothing is lost, call again.
 */
export async function driveInit(ports: DrivePorts, driver: InitDriver, budgetMs: number): Promise<Turn> {
  const { db, now } = ports;
  const run = await readInitRun(db, driver.id);
  if (run === undefined || run.status !== "running" || run.instance !== driver.instance) return ENDED;
  const tasks = ports.tasksOf(driver.id, run.wishes);
  const rows = await readInitTasks(db, driver.id);
  const end = now() + budgetMs;
  // The first renewal says that the driver has arrived, and the timer keeps it alive through long requests.
  if (!(await renewInitRun(db, driver, now()))) return ENDED;
  const renewal = setInterval(() => {
    renewInitRun(db, driver, now()).catch((error: unknown) =>
      log({ event: "init_failed", init: driver.id, task: "renew", error: errorText(error) }),
    );
  }, RENEW_MS);
  try {
    for (const before of rows) {
      let row = before;
      const task = tasks.find(({ name }) => name === row.name);
      while (row.status === "pending" || row.status === "running") {
        if (now() >= end) return { ended: false, waitMs: 0 };
        const { after, waitMs } = await work(task, row, driver, now);
        if (!(await writeInitTask(db, driver, after))) return ENDED;
        row = after;
        if (waitMs > 0) return await sleeping(ports, driver, waitMs);
      }
    }
  } finally {
    clearInterval(renewal);
  }
  await finish(ports, driver);
  return ENDED;
}

/** One step of a task, and how its row is afterwards. */
async function work(
  task: InitTask | undefined,
  row: InitTaskRow,
  driver: InitDriver,
  now: () => number,
): Promise<{ readonly after: InitTaskRow; readonly waitMs: number }> {
  const startedAt = row.startedAt ?? now();
  const ended = (status: "done" | "failed" | "skipped", detail: string | null) => ({
    after: { ...row, status, detail, startedAt, finishedAt: now(), failures: 0 },
    waitMs: 0,
  });
  if (task === undefined) return ended("failed", "this version of the app knows no such task");
  try {
    if (row.status === "pending" && !(await task.pending())) return ended("skipped", "complete already");
    const owner = `init:${driver.id}`;
    const step = await task.step({ before: row, owner, budgetMs: STEP_MS });
    return {
      after: afterStep({ ...row, startedAt }, step, now),
      waitMs: step.state === "wait" ? step.ms : 0,
    };
  } catch (error) {
    log({ event: "init_failed", init: driver.id, task: row.name, error: errorText(error) });
    if (isFinal(error)) return ended("failed", plainError(error));
    const failures = row.failures + 1;
    if (failures > MOST_FAILURES)
      return ended("failed", `given up after ${failures} tries: ${plainError(error)}`);
    const detail = `${plainError(error)}; trying again`;
    return {
      after: { ...row, status: "running", startedAt, failures, detail },
      waitMs: waitAfter(error, failures),
    };
  }
}

function afterStep(row: InitTaskRow, step: TaskStep, now: () => number): InitTaskRow {
  const { done, total, changed } = step;
  const ended = step.state === "done" || step.state === "failed";
  return {
    ...row,
    status: ended ? (step.state === "done" ? "done" : "failed") : "running",
    done,
    total,
    changed,
    detail: step.detail ?? null,
    failures: 0,
    finishedAt: ended ? now() : null,
  };
}

async function sleeping({ db, now }: DrivePorts, driver: InitDriver, wishedMs: number): Promise<Turn> {
  const waitMs = Math.min(wishedMs, LONGEST_WAIT_MS);
  const mine = await renewInitRun(db, driver, now() + waitMs);
  return mine ? { ended: false, waitMs } : ENDED;
}

async function finish({ db, now }: DrivePorts, driver: InitDriver): Promise<void> {
  const failed = (await readInitTasks(db, driver.id)).filter(({ status }) => status === "failed");
  const error = failed.map(({ name, detail }) => `${name}: ${detail}`).join("; ");
  const status = failed.length === 0 ? "done" : "failed";
  await finishInitRun(db, driver, { status, error: error === "" ? null : error, now: now() });
}
