import { z } from "zod";
import type { TimeRange } from "../../contract/history.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";
import type { ColdObjectRow } from "../d1/schema/cold.ts";

/** An object as the index has it. */
export type ColdObject = Readonly<ColdObjectRow>;

/** What an object is the content of. */
export type ColdPlace = Pick<ColdObject, "kind" | "symbol" | "timeframe" | "period">;

const COLUMNS = `kind, symbol, timeframe, period, key, "rows", revisions, first_time AS firstTime,
  last_time AS lastTime, bytes, sha256, created_at AS createdAt`;

const PLACE = "kind = ?1 AND symbol = ?2 AND timeframe = ?3 AND period = ?4";

const integer = z.number().int();
const ColdObjectSchema = z.object({
  kind: z.enum(["bars", "ticks"]),
  symbol: z.string(),
  timeframe: z.string(),
  ...{ period: integer, key: z.string(), rows: integer, revisions: integer },
  ...{ firstTime: integer, lastTime: integer, bytes: integer, sha256: z.string(), createdAt: integer },
});

/** The rows of a statement of this file. */
export function coldObjectsOf(result: D1Result<unknown>): readonly ColdObject[] {
  return z.array(ColdObjectSchema).parse(result.results);
}

/** Asks for the objects that hold something of the range, oldest first. */
export function selectObjects(
  db: D1Database,
  { kind, symbol, timeframe }: Pick<ColdPlace, "kind" | "symbol" | "timeframe">,
  { from, to }: TimeRange,
): D1PreparedStatement {
  return db
    .prepare(
      `SELECT ${COLUMNS} FROM cold_object
       WHERE kind = ?1 AND symbol = ?2 AND timeframe = ?3 AND period <= ?5 AND last_time >= ?4 AND first_time <= ?5
       ORDER BY period`,
    )
    .bind(kind, symbol, timeframe, from, to);
}

/** Asks for the object of one place. */
export function selectObject(db: D1Database, place: ColdPlace): D1PreparedStatement {
  return db
    .prepare(`SELECT ${COLUMNS} FROM cold_object WHERE ${PLACE}`)
    .bind(place.kind, place.symbol, place.timeframe, place.period);
}

/**
 * Says that an object is about to be written, so that it is found should its writer die.
 * @returns false when the key is being deleted just now: it must not be written.
 */
export async function announceObject(
  db: D1Database,
  { kind, symbol, timeframe, period }: ColdPlace,
  key: string,
  now: EpochMs,
): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `INSERT INTO cold_garbage (key, kind, symbol, timeframe, period, since, doomed)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)
       ON CONFLICT DO UPDATE SET since = excluded.since WHERE doomed = 0`,
    )
    .bind(key, kind, symbol, timeframe, period, now)
    .run();
  return meta.changes > 0;
}

/**
 * Puts an announced object that is whole into the index, if `before` is still the indexed one of its place; what it
 * replaces becomes garbage. All in one batch.
 * @returns false when somebody else was first.
 */
export async function publishObject(
  db: D1Database,
  object: ColdObject,
  before: ColdObject | undefined,
): Promise<boolean> {
  const { kind, symbol, timeframe, period, key } = object;
  const { rows, revisions, firstTime, lastTime, bytes, sha256, createdAt } = object;
  const values = [kind, symbol, timeframe, period, key, rows, revisions, firstTime, lastTime, bytes, sha256];
  const [published] = await db.batch([
    db
      .prepare(
        `INSERT INTO cold_object (kind, symbol, timeframe, period, key, "rows", revisions, first_time, last_time, bytes,
           sha256, created_at)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12
         WHERE (SELECT key FROM cold_object WHERE ${PLACE}) IS ?13
           AND EXISTS (SELECT 1 FROM cold_garbage WHERE key = ?5 AND doomed = 0)
         ON CONFLICT DO UPDATE SET key = excluded.key, "rows" = excluded."rows", revisions = excluded.revisions,
           first_time = excluded.first_time, last_time = excluded.last_time, bytes = excluded.bytes,
           sha256 = excluded.sha256, created_at = excluded.created_at`,
      )
      .bind(...values, createdAt, before?.key ?? null),
    db
      .prepare(
        `INSERT OR REPLACE INTO cold_garbage (key, kind, symbol, timeframe, period, since, doomed)
         SELECT ?6, ?1, ?2, ?3, ?4, ?7, 0
         WHERE ?6 IS NOT NULL AND EXISTS (SELECT 1 FROM cold_object WHERE ${PLACE} AND key = ?5)`,
      )
      .bind(kind, symbol, timeframe, period, key, before?.key ?? null, createdAt),
    db
      .prepare(
        `DELETE FROM cold_garbage
         WHERE key = ?5 AND EXISTS (SELECT 1 FROM cold_object WHERE ${PLACE} AND key = ?5)`,
      )
      .bind(kind, symbol, timeframe, period, key),
  ]);
  return (published?.meta.changes ?? 0) > 0;
}
