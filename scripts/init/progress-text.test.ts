import { expect, it } from "vitest";
import type { InitRun, InitTaskView } from "../../contract/rest/init.ts";
import { barLine, newLines, taskText } from "./progress-text.ts";
import { summaryLines } from "./summary.ts";

const task = (part: Partial<InitTaskView>): InitTaskView => ({
  name: "backfill BTCUSDT 12h",
  status: "running",
  done: 456,
  total: 912,
  changed: 456,
  ratePerSecond: 83.1,
  failures: 0,
  detail: null,
  ...part,
});
const run = (...tasks: InitTaskView[]): InitRun => ({
  id: "6f0c8f5e-4f0e-4d5e-9d4b-3a3b8a1f0c11",
  status: "running",
  stalled: false,
  joined: false,
  createdAt: 1,
  finishedAt: null,
  changed: tasks.reduce((sum, { changed }) => sum + changed, 0),
  error: null,
  superuser: null,
  tasks,
});

const NOTHING = { migrated: 0, restored: 0 };

it("[INIT-3] the bar fills by tasks, and within a task by how far it is", () => {
  const half = run(task({}));
  expect(barLine(half, 120)).toBe(
    "[############------------]  50 %  backfill BTCUSDT 12h: 456 of 912, 83.1/s",
  );
  const last = run(task({ status: "done" }), task({ status: "pending", name: "warm charts" }));
  expect(barLine(last, 120)).toContain(" 50 %  warm charts: waits");
  expect(barLine(half, 30)).toHaveLength(29);
});

it("[INIT-3] lines are written when a task begins, passes a tenth, says something new, or ends", () => {
  expect(newLines(undefined, run(task({}), task({ status: "pending" })))).toHaveLength(1);
  expect(newLines(run(task({})), run(task({ done: 460 })))).toEqual([]);
  expect(newLines(run(task({})), run(task({ done: 548 })))).toHaveLength(1);
  expect(newLines(run(task({})), run(task({ detail: "the exchange wants fewer requests" })))).toEqual([
    "backfill BTCUSDT 12h: 456 of 912, 83.1/s (the exchange wants fewer requests)",
  ]);
  expect(newLines(run(task({})), run(task({ status: "done", changed: 912 })))).toEqual([
    "backfill BTCUSDT 12h: done, 912 changed",
  ]);
});

it("[INIT-4] the end says what has changed, what failed, or that there was nothing to do", () => {
  expect(summaryLines(undefined, NOTHING)).toEqual(["Already complete: 0 rows changed."]);
  expect(summaryLines({ ...run(), status: "done" }, NOTHING)).toEqual(["Already complete: 0 rows changed."]);
  expect(
    summaryLines({ ...run(task({ status: "done" })), status: "done" }, { migrated: 1, restored: 0 }),
  ).toEqual(["Complete: 457 rows changed.", "  migrations: 1", "  backfill BTCUSDT 12h: 456"]);
  const failed = task({ status: "failed", detail: "the exchange does not know the symbol" });
  expect(summaryLines({ ...run(failed), status: "failed" }, NOTHING)[1]).toBe(
    "  backfill BTCUSDT 12h: the exchange does not know the symbol",
  );
  expect(taskText(failed)).toContain("FAILED");
});
