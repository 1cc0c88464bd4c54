import type { LivePairTimeframe } from "../../contract/live-pairs.ts";
import type { Sql } from "../symbol-hub/sql.ts";

/** Events kept: ten minutes of seconds, more than an hour of the others. */
export const KEPT_EVENTS: Readonly<Record<LivePairTimeframe, number>> = { "1s": 600, "1m": 90, "5m": 30 };

/** A row that is no event: what came before it cannot be caught up with. */
const BREAK = "";

/**
 * The numbered events of a pair, as announced. Each is written over the oldest one that is kept: one row. Numbers go
 * on for ever; a break in them is a row of its own, so that a restart cannot take it back.
 */
export class PairLog {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
    sql.all(
      `CREATE TABLE IF NOT EXISTS spread_event (tf TEXT NOT NULL, seq INTEGER NOT NULL, json TEXT NOT NULL,
         PRIMARY KEY (tf, seq)) WITHOUT ROWID`,
    );
  }

  /** The number of the last event or break; undefined before the first. */
  head(timeframe: LivePairTimeframe): number | undefined {
    const [row] = this.#sql.all<{ seq: number | null }>(
      "SELECT max(seq) AS seq FROM spread_event WHERE tf = ?",
      timeframe,
    );
    return row?.seq ?? undefined;
  }

  put(timeframe: LivePairTimeframe, seq: number, json: string): void {
    const reused = this.#sql.all(
      "UPDATE OR REPLACE spread_event SET seq = ?, json = ? WHERE tf = ? AND seq = ? RETURNING seq",
      ...[seq, json, timeframe, seq - KEPT_EVENTS[timeframe]],
    );
    if (reused.length > 0) return;
    this.#sql.all(
      "INSERT OR REPLACE INTO spread_event (tf, seq, json) VALUES (?, ?, ?)",
      ...[timeframe, seq, json],
    );
  }

  /** Nothing before `seq` can be caught up with. */
  putBreak(timeframe: LivePairTimeframe, seq: number): void {
    this.#sql.all("DELETE FROM spread_event WHERE tf = ?", timeframe);
    this.#sql.all("INSERT INTO spread_event (tf, seq, json) VALUES (?, ?, ?)", timeframe, seq, BREAK);
  }

  /** The events from `since + 1` to the head, in order; undefined where one of them is not kept. */
  after(timeframe: LivePairTimeframe, since: number): readonly string[] | undefined {
    const head = this.head(timeframe);
    if (head === undefined || since > head || head - since > KEPT_EVENTS[timeframe]) return undefined;
    const rows = this.#sql.all<{ seq: number; json: string }>(
      "SELECT seq, json FROM spread_event WHERE tf = ? AND seq > ? ORDER BY seq",
      ...[timeframe, since],
    );
    const isWhole = rows.every(({ seq, json }, i) => seq === since + 1 + i && json !== BREAK);
    return isWhole && rows.length === head - since ? rows.map(({ json }) => json) : undefined;
  }

  /** All that is kept, oldest first, without breaks. */
  all(timeframe: LivePairTimeframe): readonly string[] {
    return this.#sql
      .all<{ json: string }>(
        "SELECT json FROM spread_event WHERE tf = ? AND json <> '' ORDER BY seq",
        timeframe,
      )
      .map(({ json }) => json);
  }
}
