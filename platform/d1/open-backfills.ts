import { isTimeframe, TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import type { BackfillRow } from "./schema/backfill.ts";

/** A backfill that is not done: it waits, runs, or has failed. */
export interface OpenBackfillRow
  extends Pick<BackfillRow, "id" | "symbol" | "timeframe" | "status" | "failures" | "error"> {
  /** 0 to 1. */
  readonly progress: number;
}

const MAX_ROWS = 50;

/** Backfills that are not done, newest first, at most fifty. */
export async function readOpenBackfills(db: D1Database): Promise<OpenBackfillRow[]> {
  const { results } = await db
    .prepare(
      `SELECT id, symbol, timeframe, status, failures, error, cursor, from_open AS fromOpen, to_open AS toOpen
       FROM backfill WHERE status IN ('pending', 'fetching', 'verifying', 'failed')
       ORDER BY created_at DESC LIMIT ${MAX_ROWS}`,
    )
    .all<Omit<OpenBackfillRow, "progress"> & Pick<BackfillRow, "cursor" | "fromOpen" | "toOpen">>();
  return results.map(({ cursor, fromOpen, toOpen, ...row }) => {
    const step = isTimeframe(row.timeframe) ? TIMEFRAME_MS[row.timeframe] : 0;
    const total = toOpen - fromOpen + step;
    return { ...row, progress: total <= 0 ? 0 : Math.max(0, Math.min(1, (cursor - fromOpen) / total)) };
  });
}
