import type { Sql } from "./sql.ts";

/** Named texts: configuration and checkpoints. */
export class MetaTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  get(key: string): string | undefined {
    return this.#sql.all<{ value: string }>("SELECT value FROM meta WHERE key = ?", key)[0]?.value;
  }

  put(key: string, value: string): void {
    this.#sql.all(
      "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
      key,
      value,
    );
  }

  delete(key: string): void {
    this.#sql.all("DELETE FROM meta WHERE key = ?", key);
  }
}
