import type { AnalysedTimeframe } from "../../../contract/channels.ts";
import type { SignalRecord } from "../../../market/signals/record.ts";
import type { NumberedEvent } from "../event-table.ts";
import type { Sql } from "../sql.ts";

/** A link of the symbol's chain as it waits for D1, with the event that announced it. */
export interface SignalRow {
  /** Number in the chain. */
  readonly id: number;
  readonly timeframe: AnalysedTimeframe;
  /** Number and text on the channel of its timeframe. */
  readonly event: NumberedEvent;
  readonly record: SignalRecord;
}

type Row = { seq: number; tf: AnalysedTimeframe; event_seq: number; event: string; record: string };

/** Rows that D1 has and that stay, for subscribers that come back. */
const KEPT = 1_000;

/**
 * What happened to signals: at once the log of their channels and the outbox of the record, so that it costs one row.
 * A row that nobody needs any more is written over by the next.
 */
export class SignalTable {
  readonly #sql: Sql;
  #sent = 0;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  put({ id, timeframe, event, record }: SignalRow): void {
    const values = [id, timeframe, event.seq, event.json, JSON.stringify(record)];
    const reused = this.#sql.all(
      `UPDATE signal SET (seq, tf, event_seq, event, record) = (?, ?, ?, ?, ?)
       WHERE seq = (SELECT min(seq) FROM signal) AND seq <= ? RETURNING seq`,
      ...values,
      Math.min(id - KEPT, this.#sent),
    );
    if (reused.length > 0) return;
    this.#sql.all("INSERT INTO signal (seq, tf, event_seq, event, record) VALUES (?, ?, ?, ?, ?)", ...values);
  }

  /** Events of a timeframe's channel, in order. */
  after(timeframe: AnalysedTimeframe, seq: number): NumberedEvent[] {
    return this.#sql
      .all<Row>("SELECT * FROM signal WHERE tf = ? AND event_seq > ? ORDER BY seq", timeframe, seq)
      .map((row) => ({ seq: row.event_seq, json: row.event }));
  }

  take(limit: number): SignalRow[] {
    const query = "SELECT * FROM signal WHERE seq > ? ORDER BY seq LIMIT ?";
    return this.#sql.all<Row>(query, this.#sent, limit).map((row) => ({
      id: row.seq,
      timeframe: row.tf,
      event: { seq: row.event_seq, json: row.event },
      record: JSON.parse(row.record),
    }));
  }

  /** Saved with the next checkpoint: after a crash some are sent again, for nothing. */
  sentThrough(id: number): void {
    this.#sent = id;
  }

  /** Number of the last record that D1 has, as far as is known. */
  get sent(): number {
    return this.#sent;
  }

  depth(): number {
    const query = "SELECT count(*) AS n FROM signal WHERE seq > ?";
    return this.#sql.all<{ n: number }>(query, this.#sent)[0]?.n ?? 0;
  }
}
