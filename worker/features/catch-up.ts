import type { SeriesName } from "../../contract/history.ts";
import { CATALOG_VERSION } from "../../market/features/catalog.ts";
import { type BarChange, progressStatement } from "../../platform/d1/bar-changes.ts";
import {
  featureStatement,
  oldestOfOtherVersion,
  ROWS_A_STATEMENT,
} from "../../platform/d1/technical-features.ts";
import type { JobPorts } from "../jobs/job.ts";
import { readSeriesBars } from "./series-bars.ts";
import { rowsOf } from "./stored-rows.ts";

export type FeaturePorts = Pick<JobPorts, "db" | "history">;

/** What a step of catching up did. */
export interface CatchUpStep {
  readonly computed: number;
  readonly written: number;
  /** The mark that remains, null when the series has caught up. */
  readonly rest: BarChange | null;
}

/**
 * Computes at most `limit` rows of a series from where it is out of date, and moves the mark on in the same batch.
 * A change that comes meanwhile keeps its mark: then these rows are computed again, which writes only what differs.
 * @param limit at most `ROWS_A_STATEMENT`.
 */
export async function catchUp(
  ports: FeaturePorts,
  series: SeriesName,
  change: BarChange,
  limit: number = ROWS_A_STATEMENT,
): Promise<CatchUpStep> {
  const { bars, before, newest, versionBefore } = await readSeriesBars(ports, series, change.fromOpen, limit);
  if (versionBefore !== null && versionBefore !== CATALOG_VERSION) return await goBack(ports.db, change);
  const last = bars.at(-1);
  const isDone = last === undefined || newest === null || last.openTime >= newest;
  const rest = isDone ? null : { ...change, fromOpen: last.openTime + 1 };
  const statements = [progressStatement(ports.db, change, rest?.fromOpen ?? null)];
  if (last !== undefined) {
    statements.unshift(featureStatement(ports.db, change.symbol, change.timeframe, rowsOf(before, bars)));
  }
  const results = await ports.db.batch(statements);
  const written = last === undefined ? 0 : (results[0]?.meta.changes ?? 0);
  return { computed: bars.length, written, rest };
}

/** The catalog is a new one: everything that the old one computed is out of date. */
async function goBack(db: D1Database, change: BarChange): Promise<CatchUpStep> {
  const oldest = await oldestOfOtherVersion(db, change.symbol, change.timeframe);
  const rest = { ...change, fromOpen: Math.min(change.fromOpen, oldest ?? change.fromOpen) };
  await progressStatement(db, change, rest.fromOpen).run();
  return { computed: 0, written: 0, rest };
}
