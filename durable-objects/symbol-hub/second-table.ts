import type { Bar } from "../../market/bars/bar.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";
import { compress, decompress } from "./compress.ts";
import type { Sql } from "./sql.ts";

/** A numbered 1s event: a final second or a revision of one. Repaired ones have number 0. */
export interface SecondEvent {
  readonly seq: number;
  readonly bar: Bar;
}

type Row = { data: ArrayBuffer };

/** 1s bars as one compressed chunk a minute or so, in the order they were announced. */
export class SecondTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  put(events: readonly SecondEvent[]): void {
    const first = events[0];
    const last = events.at(-1);
    if (first === undefined || last === undefined) return;
    const opens = events.map((event) => event.bar.openTime);
    this.#sql.all(
      "INSERT INTO second_chunk (first_seq, last_seq, min_open, max_open, data) VALUES (?, ?, ?, ?, ?)",
      first.seq,
      last.seq,
      Math.min(...opens),
      Math.max(...opens),
      compress(JSON.stringify(events)),
    );
  }

  /** Events after `seq`, in order. */
  after(seq: number): SecondEvent[] {
    const rows = this.#sql.all<Row>("SELECT data FROM second_chunk WHERE last_seq > ? ORDER BY id", seq);
    return rows.flatMap(eventsOf).filter((event) => event.seq > seq);
  }

  /** Number of the oldest event kept; undefined where there is none. */
  oldestSeq(): number | undefined {
    const row = this.#sql.all<{ seq: number | null }>(
      "SELECT min(first_seq) AS seq FROM second_chunk WHERE first_seq > 0",
    )[0];
    return row?.seq ?? undefined;
  }

  /** The newest revision of each second with `from <= openTime <= to`, oldest first. */
  inTime(from: EpochMs, to: EpochMs): Bar[] {
    const rows = this.#sql.all<Row>(
      "SELECT data FROM second_chunk WHERE max_open >= ? AND min_open <= ? ORDER BY id",
      from,
      to,
    );
    const bars = new Map<EpochMs, Bar>();
    for (const { bar } of rows.flatMap(eventsOf)) {
      if (bar.openTime >= from && bar.openTime <= to) bars.set(bar.openTime, bar);
    }
    return [...bars.values()].sort((a, b) => a.openTime - b.openTime);
  }

  newestOpen(): EpochMs | undefined {
    return (
      this.#sql.all<{ at: number | null }>("SELECT max(max_open) AS at FROM second_chunk")[0]?.at ?? undefined
    );
  }

  oldestOpen(): EpochMs | undefined {
    return (
      this.#sql.all<{ at: number | null }>("SELECT min(min_open) AS at FROM second_chunk")[0]?.at ?? undefined
    );
  }

  deleteBefore(time: EpochMs): void {
    this.#sql.all("DELETE FROM second_chunk WHERE max_open < ?", time);
  }
}

function eventsOf(row: Row): SecondEvent[] {
  const events: SecondEvent[] = JSON.parse(decompress(row.data));
  return events;
}
