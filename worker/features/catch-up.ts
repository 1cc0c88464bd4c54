import type { SeriesName } from "../../contract/history.ts";
import {
  type BarChange,
  type MarkedChange,
  markChanged,
  progressStatement,
  recountStatement,
} from "../../platform/d1/bar-changes.ts";
import {
  featureStatement,
  oldestOfOtherVersion,
  ROW_VERSION,
  ROWS_A_STATEMENT,
} from "../../platform/d1/technical-features.ts";
import type { JobPorts } from "../jobs/job.ts";
import { readSeriesBars, type SeriesBars } from "./series-bars.ts";
import { newRowsOf } from "./stored-rows.ts";

export type FeaturePorts = Pick<JobPorts, "db" | "history">;

/** What a step of catching up did. */
export interface CatchUpStep {
  readonly computed: number;
  readonly written: number;
  /** What remains, null when the series has caught up. */
  readonly rest: MarkedChange | null;
}

/**
 * Computes at most `limit` rows of a series from where it is out of date, and moves the mark on in the same batch.
 * A change that comes meanwhile keeps its mark: then these rows are computed again, which writes only what differs.
 * A few new bars behind the newest features are computed without a mark; anything more gets one first.
 * @param limit at most `ROWS_A_STATEMENT`.
 */
export async function catchUp(
  ports: FeaturePorts,
  series: SeriesName,
  change: BarChange,
  limit: number = ROWS_A_STATEMENT,
): Promise<CatchUpStep> {
  const { db } = ports;
  const { symbol, timeframe, fromOpen, version } = change;
  const read = await readSeriesBars(ports, series, fromOpen, limit);
  if (version === null) {
    return (await append(db, change, read)) ?? markOnly(await markChanged(db, symbol, timeframe, fromOpen));
  }
  const marked: MarkedChange = { ...change, version };
  if (isOfOtherVersion(read)) return await goBack(db, marked);
  const { bars, before, newest } = read;
  const last = bars.at(-1);
  const isDone = last === undefined || newest === null || last.openTime >= newest;
  const rest = isDone ? null : { ...marked, fromOpen: last.openTime + 1 };
  const statements = [progressStatement(db, marked, rest?.fromOpen ?? null)];
  if (last !== undefined)
    statements.unshift(featureStatement(db, symbol, timeframe, newRowsOf(before, bars)));
  const results = await db.batch(statements);
  const written = last === undefined ? 0 : (results[0]?.meta.changes ?? 0);
  return { computed: bars.length, written, rest };
}

/**
 * The rows of new bars behind the newest features: no mark is needed for them. Undefined where it is not as simple.
 * Whatever else changes meanwhile marks itself, but for a bar that comes among these: so they are counted again.
 */
async function append(
  db: D1Database,
  { symbol, timeframe }: BarChange,
  read: SeriesBars,
): Promise<CatchUpStep | undefined> {
  const { bars, before, newest, featuresThrough } = read;
  const last = bars.at(-1);
  const isSimple =
    last !== undefined &&
    newest !== null &&
    last.openTime >= newest &&
    read.isHot &&
    featuresThrough !== null &&
    featuresThrough < (bars[0]?.openTime ?? 0) &&
    !isOfOtherVersion(read);
  if (!isSimple) return undefined;
  const range = { after: featuresThrough, last: last.openTime, count: bars.length };
  const [stored] = await db.batch([
    featureStatement(db, symbol, timeframe, newRowsOf(before, bars)),
    recountStatement(db, { symbol, timeframe }, range),
  ]);
  return { computed: bars.length, written: stored?.meta.changes ?? 0, rest: null };
}

function isOfOtherVersion({ versionBefore }: SeriesBars): boolean {
  return versionBefore !== null && versionBefore !== ROW_VERSION;
}

function markOnly(rest: MarkedChange): CatchUpStep {
  return { computed: 0, written: 0, rest };
}

/** Formulas are new: everything that the old ones computed is out of date. */
async function goBack(db: D1Database, change: MarkedChange): Promise<CatchUpStep> {
  const oldest = await oldestOfOtherVersion(db, change.symbol, change.timeframe);
  const rest = { ...change, fromOpen: Math.min(change.fromOpen, oldest ?? change.fromOpen) };
  await progressStatement(db, change, rest.fromOpen).run();
  return markOnly(rest);
}
