import type { BackupManifest, BackupPart } from "../../contract/rest/backup.ts";
import { sha256Of } from "../parquet/bytes.ts";
import { lineOf, pack } from "./ndjson.ts";
import { readTable } from "./read-table.ts";
import { restoredLast, type TableShape, tablesOf } from "./tables.ts";

/** A part is what a restore writes at once: so many rows, or characters of them, whichever comes first. */
const PART_ROWS = 20_000;
const PART_CHARS = 6_000_000;

/** Where a backup's files are. */
export function prefixOf(id: string): string {
  return `backups/${id}/`;
}

/**
 * Writes every table of D1 to R2 as gzipped NDJSON, holding one part at a time, and the manifest last: a backup
 * without one does not exist. Each table is read page by page while the app goes on: what is written meanwhile may
 * be in it or not, what was there before is.
 */
export async function createBackup(db: D1Database, bucket: R2Bucket, now: number): Promise<BackupManifest> {
  const id = await beginBackup(db, now);
  const parts: BackupPart[] = [];
  for (const table of await tablesOf(db)) {
    for await (const part of writeTable(db, bucket, prefixOf(id), table)) parts.push(part);
  }
  // A restore takes the parts in order.
  parts.sort((a, b) => Number(restoredLast(a.table)) - Number(restoredLast(b.table)));
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const manifest: BackupManifest = { version: 1, id, createdAt: now, rows, bytes, parts };
  await bucket.put(`${prefixOf(id)}manifest.json`, JSON.stringify(manifest));
  await db
    .prepare(`UPDATE backup SET status = 'done', finished_at = ?2, "rows" = ?3, bytes = ?4 WHERE id = ?1`)
    .bind(id, now, rows, bytes)
    .run();
  return manifest;
}

/** A name that tells the time, and that no other backup has. */
async function beginBackup(db: D1Database, now: number): Promise<string> {
  const stamp = `${new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
  for (let again = 0; ; again++) {
    const id = again === 0 ? stamp : `${stamp}-${again}`;
    const { meta } = await db
      .prepare(
        `INSERT INTO backup (id, status, started_at, prefix) VALUES (?1, 'running', ?2, ?3) ON CONFLICT DO NOTHING`,
      )
      .bind(id, now, prefixOf(id))
      .run();
    if (meta.changes > 0) return id;
  }
}

async function* writeTable(
  db: D1Database,
  bucket: R2Bucket,
  prefix: string,
  table: TableShape,
): AsyncGenerator<BackupPart> {
  let number = 0;
  let held: string[] = [];
  let chars = 0;
  const write = async (): Promise<BackupPart> => {
    number += 1;
    const content = pack(held.join(""));
    const file = `${table.name}-${String(number).padStart(4, "0")}.ndjson.gz`;
    const sha256 = await sha256Of(content);
    await bucket.put(`${prefix}${file}`, content, { sha256 });
    const part = { table: table.name, file, rows: held.length, bytes: content.length, sha256 };
    held = [];
    chars = 0;
    return part;
  };
  for await (const page of readTable(db, table)) {
    for (const row of page) {
      const line = lineOf(row);
      held.push(line);
      chars += line.length;
      if (held.length >= PART_ROWS || chars >= PART_CHARS) yield await write();
    }
  }
  if (held.length > 0) yield await write();
}
