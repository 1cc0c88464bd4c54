import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";
import { unpack } from "../../platform/backup/ndjson.ts";
import { dumpParts } from "./source.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wick-dump-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function dump(sql: string): string {
  const path = join(folder, "dump.sql");
  writeFileSync(path, sql);
  return path;
}

const TABLE = "CREATE TABLE symbols (symbol TEXT PRIMARY KEY) WITHOUT ROWID;";

it("[BACK-6] reads the tables of a SQL dump", async () => {
  const parts = dumpParts(
    dump(`PRAGMA defer_foreign_keys=TRUE;${TABLE}CREATE INDEX i ON symbols (symbol);
      INSERT INTO "symbols" VALUES('BTCUSDT');CREATE TABLE d1_migrations (id INTEGER);`),
  );
  expect(parts.map(({ table, rows }) => [table, rows])).toEqual([["symbols", 1]]);
  expect(await parts[0]?.read()).toBe('{"symbol":"BTCUSDT"}\n');
});

it.each(["ATTACH DATABASE '$' AS x; CREATE TABLE x.t (a);", "VACUUM INTO '$';", "VACUUM main INTO '$';"])(
  "[BACK-6] a SQL dump reaches no file of this disk: %s",
  (sql) => {
    const target = join(folder, "written.db");
    expect(() => dumpParts(dump(TABLE + sql.replace("$", target)))).toThrow(/authoriz/);
    expect(existsSync(target)).toBe(false);
  },
);

it("[BACK-4] a part with far more inside than a part ever has is refused before it is in memory", () => {
  const row = `{"symbol":"${"A".repeat(1_000_000)}"}\n`;
  expect(unpack(gzipSync(row.repeat(10)))).toHaveLength(10);
  expect(() => unpack(gzipSync(row.repeat(40)))).toThrow(/larger than/);
});
