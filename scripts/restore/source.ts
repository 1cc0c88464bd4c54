import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { constants, DatabaseSync } from "node:sqlite";
import { BackupManifestSchema } from "../../contract/rest/backup.ts";
import { linesOf } from "../../platform/backup/ndjson.ts";
import type { Row } from "../../platform/backup/read-table.ts";
import { checkedRows } from "../../platform/backup/restore.ts";

/** Rows of one table that are restored at once. */
export interface DumpPart {
  readonly table: string;
  readonly rows: number;
  /** NDJSON. @throws Error where the dump is damaged. */
  read(): Promise<string>;
}

const PART_ROWS = 20_000;
/** Kept by others: the migrations by wrangler, the list of backups by the backups themselves. */
const LEFT_OUT: ReadonlySet<string> = new Set(["d1_migrations", "backup"]);

/**
 * The parts of a dump on disk: a backup's folder (with its manifest.json), or the SQL that `wrangler d1 export`
 * writes. @throws Error for anything else.
 */
export function dumpParts(path: string): readonly DumpPart[] {
  if (!existsSync(path)) throw new Error(`there is no ${path}`);
  if (statSync(path).isDirectory()) return folderParts(path);
  if (path.endsWith(".sql")) return sqlParts(readFileSync(path, "utf8"));
  throw new Error(`${path} is neither a backup's folder nor a .sql file`);
}

function folderParts(folder: string): readonly DumpPart[] {
  const manifest = join(folder, "manifest.json");
  if (!existsSync(manifest)) throw new Error(`${folder} has no manifest.json`);
  const { parts } = BackupManifestSchema.parse(JSON.parse(readFileSync(manifest, "utf8")));
  return parts.map((part) => ({
    table: part.table,
    rows: part.rows,
    read: async () => linesOf(await checkedRows(readFileSync(join(folder, part.file)), part)),
  }));
}

/**
 * SQL is run where nothing can happen, and its tables are read. Whoever wrote the dump may wish us ill: ATTACH and
 * VACUUM INTO would reach files of this disk.
 */
function sqlParts(sql: string): readonly DumpPart[] {
  const db = new DatabaseSync(":memory:");
  if (typeof db.setAuthorizer !== "function") throw new Error("a .sql dump needs Node 24.10 or later");
  const { SQLITE_ATTACH, SQLITE_DENY, SQLITE_OK } = constants;
  db.setAuthorizer((action) => (action === SQLITE_ATTACH ? SQLITE_DENY : SQLITE_OK));
  db.exec("PRAGMA foreign_keys = OFF");
  db.exec(sql);
  const tables = db
    .prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB '[a-z]*' AND name NOT GLOB 'sqlite_*'",
    )
    .all()
    .map(({ name }) => String(name))
    .filter((name) => !LEFT_OUT.has(name));
  return tables.flatMap((table) => {
    const count = Number(db.prepare(`SELECT COUNT(*) AS n FROM "${table}"`).get()?.n ?? 0);
    return Array.from({ length: Math.ceil(count / PART_ROWS) }, (_, i) => ({
      table,
      rows: Math.min(PART_ROWS, count - i * PART_ROWS),
      read: async () => {
        const rows = db.prepare(`SELECT * FROM "${table}" LIMIT ? OFFSET ?`).all(PART_ROWS, i * PART_ROWS);
        return linesOf(rows.map(rowOf));
      },
    }));
  });
}

function rowOf(row: Record<string, unknown>): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (value === null || typeof value === "string" || typeof value === "number") return [name, value];
      throw new Error(`column ${name} holds ${typeof value}, which no table of this app does`);
    }),
  );
}
