import { WickError } from "../../contract/errors.ts";
import {
  insertInitRun,
  readInitRun,
  takeOverInitRun,
  unfinishedInitRun,
} from "../../platform/d1/init-runs.ts";
import type { InitRunRow } from "../../platform/d1/schema/backfill.ts";
import { isFinal, plainError } from "./failure.ts";
import type { InitTask } from "./task.ts";

export interface StartPorts {
  readonly db: D1Database;
  readonly now: () => number;
  readonly newId: () => string;
  readonly tasksOf: (id: string) => readonly InitTask[];
  /** Starts a driver of that name for the run. A start that is lost is made good by the next who asks. */
  readonly drive: (id: string, instance: string) => Promise<void>;
}

export interface Started {
  /** Undefined where everything was complete already, and nothing was written. */
  readonly run: InitRunRow | undefined;
  /** It was under way when it was asked for. */
  readonly joined: boolean;
}

/** How many tasks are asked at once whether they have anything to do. */
const ASKED_AT_ONCE = 4;

/**
 * Finds the unfinished run of the wishes, and takes it over where nobody drives it any more; else begins one, if
 * there is anything to do.
 * @throws WickError exchange_unavailable, unavailable where what is missing cannot be found out
 */
export async function startInit(ports: StartPorts, wishes: string): Promise<Started> {
  const { db, newId, now } = ports;
  const known = await unfinishedInitRun(db, wishes);
  if (known !== undefined) return await join(ports, known);

  const id = newId();
  const tasks = ports.tasksOf(id);
  if (!(await anyPending(tasks))) return { run: undefined, joined: false };
  const instance = newId();
  const names = tasks.map(({ name }) => name);
  if (!(await insertInitRun(db, { id, wishes, instance }, names, now()))) {
    const other = await unfinishedInitRun(db, wishes);
    if (other === undefined)
      throw new WickError("unavailable", "The initialisation could not be begun: ask again.");
    return await join(ports, other);
  }
  await ports.drive(id, instance);
  return { run: await readInitRun(db, id), joined: false };
}

async function join(ports: StartPorts, run: InitRunRow): Promise<Started> {
  const instance = ports.newId();
  if (await takeOverInitRun(ports.db, run, instance, ports.now())) await ports.drive(run.id, instance);
  return { run: await readInitRun(ports.db, run.id), joined: true };
}

async function anyPending(tasks: readonly InitTask[]): Promise<boolean> {
  for (let start = 0; start < tasks.length; start += ASKED_AT_ONCE) {
    const some = tasks.slice(start, start + ASKED_AT_ONCE);
    const answers = await Promise.all(some.map((task) => pendingOf(task)));
    if (answers.includes(true)) return true;
  }
  return false;
}

async function pendingOf(task: InitTask): Promise<boolean> {
  try {
    return await task.pending();
  } catch (cause) {
    // Asking again would not help: the run tells it as the task's failure, and does the others.
    if (isFinal(cause)) return true;
    const detail = `${task.name}: ${plainError(cause)}`;
    throw new WickError("unavailable", detail, { cause, retryAfterMs: 2_000 });
  }
}
