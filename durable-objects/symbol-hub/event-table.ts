import type { Sql } from "./sql.ts";

/** An event as announced, with its number. */
export interface NumberedEvent {
  readonly seq: number;
  readonly json: string;
}

/** An event and those of other channels that are written in its row. */
export interface StoredEvent extends NumberedEvent {
  readonly channel: string;
  readonly riders: (NumberedEvent & { readonly channel: string })[];
}

/** Log events that are not derived from trades: final bars of 1m and up, revisions, gaps, patterns. As announced. */
export class EventTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** @param over the number of one that is written over, where it is there: one row written instead of two. */
  put({ channel, seq, json, riders }: StoredEvent, over?: number): void {
    const carried = riders.length === 0 ? null : JSON.stringify(riders);
    const reuse =
      "UPDATE OR REPLACE event SET seq = ?, json = ?, riders = ? WHERE channel = ? AND seq = ? RETURNING seq";
    if (over !== undefined && this.#sql.all(reuse, seq, json, carried, channel, over).length > 0) return;
    const insert = "INSERT OR REPLACE INTO event (channel, seq, json, riders) VALUES (?, ?, ?, ?)";
    this.#sql.all(insert, channel, seq, json, carried);
  }

  after(channel: string, seq: number): NumberedEvent[] {
    return this.#sql.all<{ seq: number; json: string }>(
      "SELECT seq, json FROM event WHERE channel = ? AND seq > ? ORDER BY seq",
      channel,
      seq,
    );
  }

  /** As `after`, of a channel whose events are written with those of `carrier` where that has one. */
  afterWith(carrier: string, channel: string, seq: number): NumberedEvent[] {
    const carried = this.#sql
      .all<{ riders: string }>(
        "SELECT riders FROM event WHERE channel = ? AND riders IS NOT NULL ORDER BY seq",
        carrier,
      )
      .flatMap(({ riders }): StoredEvent["riders"] => JSON.parse(riders))
      .filter((rider) => rider.channel === channel && rider.seq > seq)
      .map((rider) => ({ seq: rider.seq, json: rider.json }));
    return [...this.after(channel, seq), ...carried].sort((a, b) => a.seq - b.seq);
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
