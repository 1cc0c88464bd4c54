import type { InitRun, InitTaskView } from "../../contract/rest/init.ts";
import { STALE_MS } from "../../platform/d1/init-runs.ts";
import type { InitRunRow, InitTaskRow } from "../../platform/d1/schema/backfill.ts";

/** A run as it is told. `run` is undefined where there was nothing to do. */
export function initView(
  run: InitRunRow | undefined,
  tasks: readonly InitTaskRow[],
  about: { readonly now: number; readonly joined: boolean; readonly superuser: InitRun["superuser"] },
): InitRun {
  const { joined, now, superuser } = about;
  return {
    id: run?.id ?? null,
    status: run?.status ?? "done",
    stalled: run?.status === "running" && run.aliveAt <= now - STALE_MS,
    joined,
    createdAt: run?.createdAt ?? null,
    finishedAt: run?.finishedAt ?? null,
    changed: tasks.reduce((sum, { changed }) => sum + changed, 0) + (superuser?.created ? 1 : 0),
    error: run?.error ?? null,
    superuser,
    tasks: tasks.map((task) => taskView(task, now)),
  };
}

function taskView(task: InitTaskRow, now: number): InitTaskView {
  const { name, status, done, total, changed, detail, failures, startedAt } = task;
  const seconds = startedAt === null ? 0 : (now - startedAt) / 1_000;
  const ratePerSecond = status === "running" && seconds > 0 ? Math.round((done / seconds) * 10) / 10 : null;
  return { name, status, done, total, changed, ratePerSecond, failures, detail };
}
