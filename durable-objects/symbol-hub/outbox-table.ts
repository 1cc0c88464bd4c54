import type { Bar } from "../../market/bars/bar.ts";
import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";
import type { Sql } from "./sql.ts";

export interface OutboxRow {
  readonly id: number;
  readonly timeframe: Timeframe;
  readonly bar: Bar;
}

/** Rows that D1 has and that stay to be written over: more than come between two flushes of a calm day. */
const SPARE = 16;

/**
 * Final bars and revisions on their way to D1, in order. A row that D1 has is written over by one that comes: one row
 * written instead of two. Which those are is known in memory alone: after a restart a few are sent again, for nothing.
 */
export class OutboxTable {
  readonly #sql: Sql;
  readonly #now: () => number;
  #sent = 0;

  /** @param now the machine's clock. */
  constructor(sql: Sql, now: () => number) {
    this.#sql = sql;
    this.#now = now;
  }

  put(timeframe: Timeframe, bar: Bar): void {
    const json = JSON.stringify(bar);
    const reused = this.#sql.all(
      `UPDATE outbox SET id = (SELECT max(id) FROM outbox) + 1, tf = ?, json = ?, at = ?
       WHERE id = (SELECT min(id) FROM outbox) AND id <= ? RETURNING id`,
      ...[timeframe, json, this.#now(), this.#sent],
    );
    if (reused.length > 0) return;
    this.#sql.all("INSERT INTO outbox (tf, json, at) VALUES (?, ?, ?)", timeframe, json, this.#now());
  }

  take(limit: number): OutboxRow[] {
    return this.#sql
      .all<{ id: number; tf: Timeframe; json: string }>(
        "SELECT id, tf, json FROM outbox WHERE id > ? ORDER BY id LIMIT ?",
        this.#sent,
        limit,
      )
      .map((row) => ({ id: row.id, timeframe: row.tf, bar: JSON.parse(row.json) }));
  }

  sentThrough(id: number): void {
    this.#sent = id;
    this.#sql.all("DELETE FROM outbox WHERE id <= ?", id - SPARE);
  }

  depth(): number {
    const query = "SELECT count(*) AS n FROM outbox WHERE id > ?";
    return this.#sql.all<{ n: number }>(query, this.#sent)[0]?.n ?? 0;
  }

  /** How long the oldest row has waited, ms by the machine's clock; null when none does. */
  oldestMs(): number | null {
    const query = "SELECT at FROM outbox WHERE id > ? ORDER BY id LIMIT 1";
    const oldest = this.#sql.all<{ at: number | null }>(query, this.#sent)[0];
    return oldest === undefined ? null : Math.max(0, this.#now() - (oldest.at ?? this.#now()));
  }

  /** Open time of the oldest bar of a timeframe that D1 does not have yet, or undefined. */
  oldestOpen(timeframe: Timeframe): EpochMs | undefined {
    const row = this.#sql.all<{ at: number | null }>(
      "SELECT min(json ->> '$.openTime') AS at FROM outbox WHERE id > ? AND tf = ?",
      this.#sent,
      timeframe,
    )[0];
    return row?.at ?? undefined;
  }
}
