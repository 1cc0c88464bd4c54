import type { CacheEntryRow } from "./schema/coins.ts";

const COLUMNS = "key, json, as_of AS asOf, fresh_until AS freshUntil, source";
/** More warm answers than Wick ever has at once. */
const MAX_LISTED = 2_000;

/** A kept answer, however old: whether it is fresh tells `freshUntil`. Undefined where there is none. */
export async function getCacheEntry(db: D1Database, key: string): Promise<CacheEntryRow | undefined> {
  const row = await db
    .prepare(`SELECT ${COLUMNS} FROM cache_entry WHERE key = ?1`)
    .bind(key)
    .first<CacheEntryRow>();
  return row ?? undefined;
}

/** Kept answers by their keys, in one statement; those that are not there are left out. */
export async function getCacheEntries(
  db: D1Database,
  keys: readonly string[],
): Promise<ReadonlyMap<string, CacheEntryRow>> {
  const { results } = await db
    .prepare(`SELECT ${COLUMNS} FROM cache_entry WHERE key IN (SELECT value FROM json_each(?1))`)
    .bind(JSON.stringify(keys))
    .all<CacheEntryRow>();
  return new Map(results.map((row) => [row.key, row]));
}

/**
 * Keeps answers for all isolates, in one statement. One that says the same as the kept one, while that is still
 * fresh, writes nothing; nor does one that is older than it.
 * @param now epoch ms of the machine's clock, as `asOf` and `freshUntil` are.
 * @returns how many were written.
 */
export async function putCacheEntries(
  db: D1Database,
  entries: readonly CacheEntryRow[],
  now: number,
): Promise<number> {
  if (entries.length === 0) return 0;
  const { meta } = await db
    .prepare(
      `INSERT INTO cache_entry (key, json, as_of, fresh_until, source)
       SELECT value ->> 'key', value ->> 'json', value ->> 'asOf', value ->> 'freshUntil', value ->> 'source'
       FROM json_each(?1) WHERE true
       ON CONFLICT DO UPDATE SET json = excluded.json, as_of = excluded.as_of,
         fresh_until = excluded.fresh_until, source = excluded.source
       WHERE excluded.as_of >= cache_entry.as_of
         AND (cache_entry.json <> excluded.json OR cache_entry.source <> excluded.source
           OR cache_entry.fresh_until <= ?2)`,
    )
    .bind(JSON.stringify(entries), now)
    .run();
  return meta.changes;
}

/** As `putCacheEntries`, for one. @returns whether it was written. */
export async function putCacheEntry(db: D1Database, entry: CacheEntryRow, now: number): Promise<boolean> {
  return (await putCacheEntries(db, [entry], now)) === 1;
}

/** A kept answer without its text. */
export interface CacheEntryHead extends Omit<CacheEntryRow, "json"> {
  readonly bytes: number;
}

/** What is kept, by key. */
export async function listCacheEntries(db: D1Database): Promise<CacheEntryHead[]> {
  const { results } = await db
    .prepare(
      `SELECT key, as_of AS asOf, fresh_until AS freshUntil, source, octet_length(json) AS bytes
       FROM cache_entry ORDER BY key LIMIT ${MAX_LISTED}`,
    )
    .all<CacheEntryHead>();
  return results;
}

/** Forgets what is kept; `prefix` of the keys, or all. @returns how many there were. */
export async function clearCacheEntries(db: D1Database, prefix = ""): Promise<number> {
  const { meta } = await db
    .prepare("DELETE FROM cache_entry WHERE substr(key, 1, length(?1)) = ?1")
    .bind(prefix)
    .run();
  return meta.changes;
}
