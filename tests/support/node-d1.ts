import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ROOT } from "../../scripts/app/root.ts";
import { rowsWritten, writtenTable } from "./rows-written.ts";

type Value = string | number | null;
type Row = Record<string, Value>;

/** What a caller may do to a database under test. */
export interface NodeD1 {
  /** As code under test gets it. */
  readonly db: D1Database;
  /** The SQLite behind it, for looking and for preparing. */
  readonly sqlite: DatabaseSync;
  /** While this answers a text, every call rejects with it, before or (with `after`) behind its commit. */
  fail(
    rule: ((sql: string) => { readonly message: string; readonly after?: boolean } | undefined) | undefined,
  ): void;
  /** Statements that were run since the start. */
  readonly statements: () => number;
  /** Rows written to each table since the start, as they are billed. */
  readonly written: () => Readonly<Record<string, number>>;
}

/** D1 on the SQLite of Node, migrated: real SQL, real transactions, and faults when asked for. */
export function openNodeD1(): NodeD1 {
  const sqlite = new DatabaseSync(":memory:");
  for (const text of migrationTexts()) sqlite.exec(text.replaceAll("--> statement-breakpoint", ""));
  let rule: Parameters<NodeD1["fail"]>[0];
  let count = 0;
  const written: Record<string, number> = {};

  const guarded = async <T>(sql: string, work: () => T): Promise<T> => {
    // As over a network: nothing is answered in the caller's turn.
    await Promise.resolve();
    const fault = rule?.(sql);
    if (fault !== undefined && fault.after !== true) throw new Error(fault.message);
    const result = work();
    if (fault !== undefined) throw new Error(fault.message);
    return result;
  };

  const runOne = (sql: string, values: readonly Value[]) => {
    count += 1;
    if (values.length > 100) throw new Error("D1_ERROR: too many SQL variables");
    if (sql.length > 100_000) throw new Error("D1_ERROR: statement too long");
    const before = changesOf();
    const results = sqlite.prepare(sql).all(...values) as Row[];
    const changes = changesOf() - before;
    const rows = rowsWritten(sqlite, sql, changes);
    const table = writtenTable(sql);
    if (table !== undefined) written[table] = (written[table] ?? 0) + rows;
    return { success: true, results, meta: { changes, rows_written: rows, duration: 0 } };
  };
  const changesOf = () =>
    Number((sqlite.prepare("SELECT total_changes() AS n").get() as { n: number } | undefined)?.n ?? 0);

  class Statement {
    readonly sql: string;
    readonly values: readonly Value[];
    constructor(sql: string, values: readonly Value[] = []) {
      this.sql = sql;
      this.values = values;
    }
    bind(...values: Value[]): Statement {
      return new Statement(
        this.sql,
        values.map((value) => {
          if (value === undefined) throw new Error("D1_TYPE_ERROR: undefined is not supported");
          if (typeof value === "bigint") throw new Error("D1_TYPE_ERROR: bigint is not supported");
          return typeof value === "boolean" ? Number(value) : value;
        }),
      );
    }
    async all() {
      return await guarded(this.sql, () => runOne(this.sql, this.values));
    }
    async run() {
      return await this.all();
    }
    async first(column?: string) {
      const row = (await this.all()).results[0];
      if (row === undefined) return null;
      return column === undefined ? row : (row[column] ?? null);
    }
    async raw() {
      return (await this.all()).results.map((row) => Object.values(row));
    }
  }

  const db = {
    prepare: (sql: string) => new Statement(sql),
    batch: async (statements: readonly Statement[]) =>
      await guarded(statements.map(({ sql }) => sql).join(";\n"), () => {
        sqlite.exec("BEGIN");
        try {
          const results = statements.map(({ sql, values }) => runOne(sql, values));
          sqlite.exec("COMMIT");
          return results;
        } catch (error) {
          sqlite.exec("ROLLBACK");
          throw error;
        }
      }),
    exec: async (sql: string) => {
      sqlite.exec(sql);
      return { count: 1, duration: 0 };
    },
  };

  return {
    // D1Database is an abstract class of the platform: this is its public part.
    db: db as unknown as D1Database,
    sqlite,
    fail: (next) => {
      rule = next;
    },
    statements: () => count,
    written: () => ({ ...written }),
  };
}

function migrationTexts(): string[] {
  const folder = join(ROOT, "migrations");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8"));
}
