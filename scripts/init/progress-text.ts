import type { InitRun, InitTaskView } from "../../contract/rest/init.ts";

const BAR = 24;

/** One line for a terminal: how far the run is, and what it does now. `width` in columns. */
export function barLine(run: InitRun, width: number): string {
  const share = shareOf(run.tasks);
  const full = Math.round(share * BAR);
  const bar = `[${"#".repeat(full)}${"-".repeat(BAR - full)}] ${String(Math.floor(share * 100)).padStart(3)} %`;
  const now = run.tasks.find(({ status }) => status === "running" || status === "pending");
  return `${bar}  ${now === undefined ? "" : taskText(now)}`.slice(0, Math.max(20, width - 1));
}

/** What happened since the run was last looked at, a line a task. */
export function newLines(before: InitRun | undefined, run: InitRun): string[] {
  return run.tasks.flatMap((task, position) => {
    const known = before?.tasks[position];
    const news =
      known === undefined ? task.status !== "pending" : known.status !== task.status || isNews(known, task);
    return news ? [taskText(task)] : [];
  });
}

/** `backfill BTCUSDT 12h: 512 of 912, 83/s (the exchange wants fewer requests)`. */
export function taskText(task: InitTaskView): string {
  const { changed, detail, done, name, ratePerSecond, status, total } = task;
  const note = detail === null ? "" : ` (${detail})`;
  if (status === "pending") return `${name}: waits`;
  if (status === "skipped") return `${name}: complete already`;
  if (status === "done") return `${name}: done, ${changed} changed${note}`;
  if (status === "failed") return `${name}: FAILED${note}`;
  const far = total === null || total <= 1 ? "at work" : `${done} of ${total}`;
  return `${name}: ${far}${ratePerSecond ? `, ${ratePerSecond}/s` : ""}${note}`;
}

/** From 0 to 1: every task counts the same, a part of one by how far it is. */
function shareOf(tasks: readonly InitTaskView[]): number {
  if (tasks.length === 0) return 1;
  const parts = tasks.map(({ status, done, total }) => {
    if (status === "pending") return 0;
    if (status !== "running") return 1;
    return total === null || total === 0 ? 0 : Math.min(1, done / total);
  });
  return parts.reduce((sum, part) => sum + part, 0) / tasks.length;
}

/** Worth a line of its own where lines stay: another detail, or another tenth of a long task. */
function isNews(known: InitTaskView, task: InitTaskView): boolean {
  const tenth = ({ done, total }: InitTaskView) =>
    total === null || total < 50 ? 0 : Math.floor((10 * done) / total);
  return task.status === "running" && (known.detail !== task.detail || tenth(known) !== tenth(task));
}
