import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Sql } from "../../durable-objects/symbol-hub/sql.ts";
import { rowsWritten, writtenTable } from "./rows-written.ts";

/** The hub's SQLite port on a database of Node's, which outlives the hubs that use it. */
export class NodeSql implements Sql {
  readonly #db = new DatabaseSync(":memory:");
  readonly #statements = new Map<string, StatementSync>();
  readonly #changes = this.#db.prepare("SELECT total_changes() AS n");
  /** Rows written so far, as they are billed; in all, and by table. */
  written = 0;
  readonly writtenTo: Record<string, number> = {};

  all: Sql["all"] = (query, ...bindings) => {
    let statement = this.#statements.get(query);
    if (statement === undefined) {
      statement = this.#db.prepare(query);
      this.#statements.set(query, statement);
    }
    const before = this.#total();
    const rows = statement.all(...(bindings as (string | number | null | Uint8Array)[]));
    const written = rowsWritten(this.#db, query, this.#total() - before);
    const table = written === 0 ? undefined : writtenTable(query);
    if (table !== undefined) this.writtenTo[table] = (this.writtenTo[table] ?? 0) + written;
    this.written += written;
    // Rows are what the query names: the port's caller knows their shape, SQLite's types do not.
    return rows as never;
  };

  #total(): number {
    return Number(this.#changes.get()?.n ?? 0);
  }

  transaction<T>(run: () => T): T {
    if (this.#db.isTransaction) return run();
    this.#db.exec("BEGIN");
    try {
      const result = run();
      this.#db.exec("COMMIT");
      return result;
    } catch (error) {
      this.#db.exec("ROLLBACK");
      throw error;
    }
  }

  size(): number {
    const pages = this.all<{ page_count: number }>("PRAGMA page_count")[0]?.page_count ?? 0;
    const bytes = this.all<{ page_size: number }>("PRAGMA page_size")[0]?.page_size ?? 0;
    return pages * bytes;
  }

  get inTransaction(): boolean {
    return this.#db.isTransaction;
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }
}
