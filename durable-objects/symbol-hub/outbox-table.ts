import type { Bar } from "../../market/bars/bar.ts";
import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";
import type { Sql } from "./sql.ts";

export interface OutboxRow {
  readonly id: number;
  readonly timeframe: Timeframe;
  readonly bar: Bar;
}

/** Final bars and revisions on their way to D1, in order; a row is deleted once D1 has it. */
export class OutboxTable {
  readonly #sql: Sql;
  readonly #now: () => number;

  /** @param now the machine's clock. */
  constructor(sql: Sql, now: () => number) {
    this.#sql = sql;
    this.#now = now;
  }

  put(timeframe: Timeframe, bar: Bar): void {
    const json = JSON.stringify(bar);
    this.#sql.all("INSERT INTO outbox (tf, json, at) VALUES (?, ?, ?)", timeframe, json, this.#now());
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

  /** How long the oldest row has waited, ms by the machine's clock; null when none does. */
  oldestMs(): number | null {
    const oldest = this.#sql.all<{ at: number | null }>("SELECT at FROM outbox ORDER BY id LIMIT 1")[0];
    return oldest === undefined ? null : Math.max(0, this.#now() - (oldest.at ?? this.#now()));
  }

  /** Open time of the oldest bar of a timeframe that D1 does not have yet, or undefined. */
  oldestOpen(timeframe: Timeframe): EpochMs | undefined {
    const row = this.#sql.all<{ at: number | null }>(
      "SELECT min(json ->> '$.openTime') AS at FROM outbox WHERE tf = ?",
      timeframe,
    )[0];
    return row?.at ?? undefined;
  }
}
