import type { BackupManifest, BackupPart, Restored } from "../../contract/rest/backup.ts";
import { precedenceIn } from "../d1/bar-row.ts";
import { sha256Of } from "../parquet/bytes.ts";
import { prefixOf } from "./create-backup.ts";
import { unpack } from "./ndjson.ts";
import type { Row } from "./read-table.ts";
import { quoted, type TableShape, tablesOf } from "./tables.ts";

/** A backup is not what its manifest says. */
export class BackupDamaged extends Error {}

/** Characters of JSON a statement: well under D1's 2 MB for one value, also where they are not ASCII. */
const CHUNK_CHARS = 500_000;

/** Tables that only an app that has been in use has rows in: a new one fills the others by itself within a minute. */
const SIGNS_OF_USE = ["cold_object", "technical_features", "backfill"] as const;

/** Has this app data of its own already? */
export async function isInUse(db: D1Database): Promise<boolean> {
  const any = SIGNS_OF_USE.map((table) => `EXISTS (SELECT 1 FROM ${table})`).join(" OR ");
  return (await db.prepare(`SELECT ${any} AS used`).first<number>("used")) === 1;
}

/**
 * Puts rows of a backup into their table. Of a bar the one of the higher precedence stays, an API key that is there stays, any
 * other row is the backup's afterwards; rows that the backup does not have stay. Idempotent. Columns that the table
 * does not have any more are left out, new ones get their default.
 * @throws Error for an unknown table.
 */
export async function restoreTable(db: D1Database, table: string, rows: readonly Row[]): Promise<Restored> {
  const shape = (await tablesOf(db)).find(({ name }) => name === table);
  if (shape === undefined) throw new Error(`there is no table ${table}`);
  const given = new Set(rows.flatMap((row) => Object.keys(row)));
  const columns = shape.columns.filter((column) => given.has(column));
  if (columns.length === 0) return { table, rows: rows.length, changed: 0 };
  const insert = db.prepare(insertInto(shape, columns));
  const statements = chunksOf(
    rows.map((row) => JSON.stringify(columns.map((column) => row[column] ?? null))),
  ).map((chunk) => insert.bind(`[${chunk.join(",")}]`));
  const results = await db.batch(statements);
  return { table, rows: rows.length, changed: results.reduce((sum, { meta }) => sum + meta.changes, 0) };
}

/** The rows of a part. @throws BackupDamaged unless its SHA-256 and count are the manifest's. */
export async function readPart(bucket: R2Bucket, { id }: BackupManifest, part: BackupPart): Promise<Row[]> {
  const key = `${prefixOf(id)}${part.file}`;
  const object = await bucket.get(key);
  if (object === null) throw new BackupDamaged(`${key} is not in the bucket`);
  return await checkedRows(new Uint8Array(await object.arrayBuffer()), part);
}

/** The rows of a part's bytes. @throws BackupDamaged */
export async function checkedRows(bytes: Uint8Array, part: BackupPart): Promise<Row[]> {
  if ((await sha256Of(bytes)) !== part.sha256) {
    throw new BackupDamaged(`${part.file} does not have the SHA-256 of the manifest`);
  }
  const rows = unpack(bytes);
  if (rows.length !== part.rows) throw new BackupDamaged(`${part.file} does not have all its rows`);
  return rows;
}

/** A whole backup: every part is checked before the first row is written. For what needs no progress shown. */
export async function restoreBackup(
  db: D1Database,
  bucket: R2Bucket,
  manifest: BackupManifest,
): Promise<readonly Restored[]> {
  for (const part of manifest.parts) await readPart(bucket, manifest, part);
  const restored: Restored[] = [];
  for (const part of manifest.parts) {
    restored.push(await restoreTable(db, part.table, await readPart(bucket, manifest, part)));
  }
  return restored;
}

function chunksOf(texts: readonly string[]): string[][] {
  const chunks: string[][] = [];
  let chars = CHUNK_CHARS;
  for (const text of texts) {
    if (chars + text.length > CHUNK_CHARS) {
      chunks.push([]);
      chars = 0;
    }
    chunks.at(-1)?.push(text);
    chars += text.length;
  }
  return chunks;
}

function insertInto({ name, columns: all, key }: TableShape, columns: readonly string[]): string {
  const select = columns.map((_, position) => `value ->> ${position}`).join(", ");
  const into = `INTO ${quoted(name)} (${columns.map(quoted).join(", ")}) SELECT ${select} FROM json_each(?1) WHERE true`;
  if (name === "api_keys") return `INSERT OR IGNORE ${into}`;
  const same = columns.map((column) => `${quoted(column)} IS excluded.${quoted(column)}`).join(" AND ");
  const set = columns
    .filter((column) => !key.includes(column))
    .map((column) => `${quoted(column)} = excluded.${quoted(column)}`)
    .join(", ");
  if (name === "ohlcv")
    return `INSERT ${into} ON CONFLICT DO UPDATE SET ${set} WHERE ${precedenceIn("excluded")} > ${precedenceIn("ohlcv")}`;
  // A row that holds a unique value of the backup's under another key makes room for it.
  if (columns.length < all.length || set === "") return `INSERT OR REPLACE ${into}`;
  return `INSERT OR REPLACE ${into} ON CONFLICT (${key.map(quoted).join(", ")}) DO UPDATE SET ${set} WHERE NOT (${same})`;
}
