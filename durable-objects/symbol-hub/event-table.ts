import type { Sql } from "./sql.ts";

/** Log events that are not derived from trades: final bars of 1m and up, revisions, gaps. As announced. */
export class EventTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** @param over the number of one that is written over, where it is there: one row written instead of two. */
  put(channel: string, seq: number, json: string, over?: number): void {
    const reuse = "UPDATE OR REPLACE event SET seq = ?, json = ? WHERE channel = ? AND seq = ? RETURNING seq";
    if (over !== undefined && this.#sql.all(reuse, seq, json, channel, over).length > 0) return;
    this.#sql.all("INSERT OR REPLACE INTO event (channel, seq, json) VALUES (?, ?, ?)", channel, seq, json);
  }

  after(channel: string, seq: number): { seq: number; json: string }[] {
    return this.#sql.all<{ seq: number; json: string }>(
      "SELECT seq, json FROM event WHERE channel = ? AND seq > ? ORDER BY seq",
      channel,
      seq,
    );
  }

  oldestSeq(channel: string): number | undefined {
    const row = this.#sql.all<{ seq: number | null }>(
      "SELECT min(seq) AS seq FROM event WHERE channel = ?",
      channel,
    )[0];
    return row?.seq ?? undefined;
  }

  /** Forgets all but the newest events of a channel, by number. */
  trim(channel: string, beforeSeq: number): void {
    this.#sql.all("DELETE FROM event WHERE channel = ? AND seq < ?", channel, beforeSeq);
  }
}
