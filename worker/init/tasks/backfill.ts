import { TIMEFRAME_MS } from "../../../market/time/timeframe.ts";
import { advance } from "../../../platform/backfill/advance.ts";
import { type BackfillWish, planBackfill } from "../../../platform/backfill/plan.ts";
import { BACKFILL_COLUMNS, type Backfill, backfillOf } from "../../../platform/backfill/rows.ts";
import type { BackfillRow } from "../../../platform/d1/schema/backfill.ts";
import type { InitPorts, InitTask, Progress, StepContext, TaskStep } from "../task.ts";

/** While somebody else fetches it, how often we look. */
const LOOK_MS = 2_000;

/** A series as deep as wished: what is missing of it is fetched, verified and stored. */
export function backfillTask(
  { runner }: InitPorts,
  initId: string,
  wish: Pick<BackfillWish, "symbol" | "timeframe"> & { readonly days: number },
): InitTask {
  const { ports } = runner;
  const { symbol, timeframe } = wish;
  const plan = () => planBackfill(ports, { symbol, timeframe, from: { days: wish.days }, initId });

  const progressOf = (rows: readonly Backfill[]): Progress => {
    const stepMs = TIMEFRAME_MS[timeframe];
    const barsTo = (row: Backfill, end: number) => Math.max(0, Math.round((end - row.fromOpen) / stepMs));
    return {
      done: sum(rows.map((row) => barsTo(row, Math.min(row.cursor, row.toOpen + stepMs)))),
      total: sum(rows.map((row) => barsTo(row, row.toOpen + stepMs))),
      changed: sum(rows.map(({ rows: stored }) => stored)),
    };
  };

  async function step({ owner, budgetMs }: StepContext): Promise<TaskStep> {
    const end = ports.now() + budgetMs;
    const planned = await plan();
    for (const { id } of planned) {
      const left = end - ports.now();
      if (left <= 0) break;
      const result = await advance(ports, id, owner, { ms: left });
      if (result.state === "done") continue;
      const progress = progressOf(await ownRows(ports.db, initId, wish, planned));
      if (result.state === "progress") return { state: "more", ...progress };
      if (result.state === "busy") {
        return {
          state: "wait",
          ms: Math.min(result.ms, LOOK_MS),
          detail: "it is being fetched",
          ...progress,
        };
      }
      if (result.state === "wait") {
        return { state: "wait", ms: result.ms, detail: result.reason, ...progress };
      }
      return { state: "failed", detail: result.row.error ?? "the backfill failed", ...progress };
    }
    const progress = progressOf(await ownRows(ports.db, initId, wish, planned));
    // What was planned is done; whether that is all, the next plan says.
    return planned.length === 0 ? { state: "done", ...progress } : { state: "more", ...progress };
  }

  return { name: `backfill ${symbol} ${timeframe}`, pending: async () => (await plan()).length > 0, step };
}

/** The backfills of this task, also those that somebody else had begun. */
async function ownRows(
  db: D1Database,
  initId: string,
  { symbol, timeframe }: Pick<BackfillWish, "symbol" | "timeframe">,
  planned: readonly Backfill[],
): Promise<readonly Backfill[]> {
  const { results } = await db
    .prepare(
      `SELECT ${BACKFILL_COLUMNS} FROM backfill WHERE symbol = ?2 AND timeframe = ?3
       AND (init_id = ?1 OR id IN (SELECT value FROM json_each(?4)))`,
    )
    .bind(initId, symbol, timeframe, JSON.stringify(planned.map(({ id }) => id)))
    .all<BackfillRow>();
  return results.map(backfillOf);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
