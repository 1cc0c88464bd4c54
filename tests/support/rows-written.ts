import type { DatabaseSync } from "node:sqlite";

const TARGET = /^\s*(INSERT|REPLACE|UPDATE|DELETE)\b(?:\s+OR\s+\w+)?(?:\s+INTO|\s+FROM)?\s+[`"]?(\w+)/i;

/**
 * How many rows a statement wrote as Cloudflare bills them: a row for each row, one more for each index an insert
 * enters, and one a statement for the counter of an AUTOINCREMENT key. tests/workerd/billing.test.ts holds it to what workerd
 * itself reports.
 */
export function rowsWritten(sqlite: DatabaseSync, sql: string, changes: number): number {
  if (changes === 0) return 0;
  const [, verb = "", table] = TARGET.exec(sql) ?? [];
  if (table === undefined) return 0;
  if (!/^(INSERT|REPLACE)$/i.test(verb)) return changes;
  const { rows, counter } = costOf(sqlite, table);
  return changes * rows + counter;
}

/** The table that a statement writes to, or undefined. */
export function writtenTable(sql: string): string | undefined {
  return TARGET.exec(sql)?.[2];
}

/** Rows that one inserted row costs, and what a statement costs besides. */
interface InsertCost {
  readonly rows: number;
  readonly counter: number;
}

const known = new WeakMap<DatabaseSync, Map<string, InsertCost>>();

function costOf(sqlite: DatabaseSync, table: string): InsertCost {
  const tables = known.get(sqlite) ?? new Map<string, InsertCost>();
  known.set(sqlite, tables);
  const before = tables.get(table);
  if (before !== undefined) return before;
  const row = sqlite.prepare("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?").get(table);
  const text = String(row?.sql ?? "");
  const withoutRowid = /WITHOUT\s+ROWID/i.test(text);
  const indexes = sqlite
    .prepare("SELECT origin FROM pragma_index_list(?)")
    .all(table)
    .filter(({ origin }) => !(withoutRowid && origin === "pk")).length;
  const cost = { rows: 1 + indexes, counter: /AUTOINCREMENT/i.test(text) ? 1 : 0 };
  tables.set(table, cost);
  return cost;
}
