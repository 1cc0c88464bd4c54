import { TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import type { BackfillRow } from "../d1/schema/backfill.ts";
import { BACKFILL_COLUMNS, type Backfill, backfillOf } from "./rows.ts";
import type { Report } from "./verify.ts";

// A series is one stretch: only what meets it makes it longer. The guard is the lease of the row that brings it.
const EXTEND = `
  INSERT INTO series (symbol, timeframe, from_open, through_open, mismatches)
  SELECT symbol, timeframe, from_open, to_open, ?4 FROM backfill
  WHERE id = ?1 AND lease_owner = ?2 AND status = 'verifying'
  ON CONFLICT DO UPDATE SET
    from_open = min(series.from_open, excluded.from_open),
    through_open = max(series.through_open, excluded.through_open),
    mismatches = series.mismatches + excluded.mismatches
  WHERE excluded.from_open <= series.through_open + ?3 AND excluded.through_open + ?3 >= series.from_open`;

const DONE = `
  UPDATE backfill SET status = 'done', report = ?3, error = NULL, lease_owner = NULL, lease_until = NULL,
    updated_at = ?4
  WHERE id = ?1 AND lease_owner = ?2 AND status = 'verifying'
  RETURNING ${BACKFILL_COLUMNS}`;

// A stretch that was done before the one between it and the series: it meets the series now.
const ABSORB = `
  UPDATE series SET
    from_open = coalesce((SELECT min(from_open) FROM backfill b WHERE b.symbol = ?1 AND b.timeframe = ?2
      AND b.status = 'done' AND b.to_open + ?3 >= series.from_open AND b.from_open < series.from_open), from_open),
    through_open = coalesce((SELECT max(to_open) FROM backfill b WHERE b.symbol = ?1 AND b.timeframe = ?2
      AND b.status = 'done' AND b.from_open <= series.through_open + ?3 AND b.to_open > series.through_open), through_open)
  WHERE symbol = ?1 AND timeframe = ?2 AND EXISTS (
    SELECT 1 FROM backfill b WHERE b.symbol = ?1 AND b.timeframe = ?2 AND b.status = 'done'
      AND b.to_open + ?3 >= series.from_open AND b.from_open <= series.through_open + ?3
      AND (b.from_open < series.from_open OR b.to_open > series.through_open))`;

/** Stretches that one finished backfill can bring in touch with the series: more is met by the next one. */
const ABSORBED_AT_ONCE = 2;

/**
 * Ends a verified backfill: its stretch becomes part of the series in the same batch.
 * @returns undefined when somebody else has taken over.
 */
export async function finish(
  db: D1Database,
  row: Backfill,
  owner: string,
  report: Report,
  now: number,
): Promise<Backfill | undefined> {
  const stepMs = TIMEFRAME_MS[row.timeframe];
  const absorb = db.prepare(ABSORB).bind(row.symbol, row.timeframe, stepMs);
  const results = await db.batch<BackfillRow>([
    db.prepare(EXTEND).bind(row.id, owner, stepMs, report.corrected),
    db.prepare(DONE).bind(row.id, owner, JSON.stringify(report), now),
    ...Array.from({ length: ABSORBED_AT_ONCE }, () => absorb),
  ]);
  const done = results[1]?.results[0];
  return done === undefined ? undefined : backfillOf(done);
}
