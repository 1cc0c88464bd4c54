import type { Bar } from "../../market/bars/bar.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import type { Sql } from "./sql.ts";

export interface OutboxRow {
  readonly id: number;
  readonly timeframe: Timeframe;
  readonly bar: Bar;
}

/** Final bars and revisions on their way to D1, in order; a row is deleted once D1 has it. */
export class OutboxTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  put(timeframe: Timeframe, bar: Bar): void {
    this.#sql.all("INSERT INTO outbox (tf, json) VALUES (?, ?)", timeframe, JSON.stringify(bar));
  }

  take(limit: number): OutboxRow[] {
    return this.#sql
      .all<{ id: number; tf: Timeframe; json: string }>(
        "SELECT id, tf, json FROM outbox ORDER BY id LIMIT ?",
        limit,
      )
      .map((row) => ({ id: row.id, timeframe: row.tf, bar: JSON.parse(row.json) }));
  }

  sentThrough(id: number): void {
    this.#sql.all("DELETE FROM outbox WHERE id <= ?", id);
  }

  depth(): number {
    return this.#sql.all<{ n: number }>("SELECT count(*) AS n FROM outbox")[0]?.n ?? 0;
  }
}
