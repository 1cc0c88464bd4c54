import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Runs a query on the D1 database that a local app which is not running has left under a folder. */
export function queryStoredD1(folder: string, sql: string): Record<string, unknown>[] {
  const file = readdirSync(folder, { recursive: true, encoding: "utf8" }).find(
    (name) => /\bd1\b.*\.sqlite$/.test(name) && !name.endsWith("metadata.sqlite"),
  );
  if (file === undefined) throw new Error(`there is no D1 database under ${folder}`);
  const sqlite = new DatabaseSync(join(folder, file));
  try {
    return sqlite.prepare(sql).all();
  } finally {
    sqlite.close();
  }
}
