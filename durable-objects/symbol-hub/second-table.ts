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

/** Events that are made a chunk at the latest: in number, and from the first one's time to the last one's. */
const CHUNK = { events: 600, ms: 5 * 60_000 } as const;
/** What waits longer than this to be written over is deleted. */
const SURPLUS_MS = 2 * 3_600_000;

/**
 * 1s bars as one compressed chunk for some minutes, in the order they were announced. What is no chunk yet is kept by
 * the checkpoint of each minute, which is written anyway: four rows less in five minutes.
 */
export class SecondTable {
  readonly #sql: Sql;
  /** The oldest chunk is written over where it ends before this. In memory alone: told again within the hour. */
  #dueBefore = 0;
  #waiting: SecondEvent[] = [];

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** What is in no chunk: the caller's checkpoint keeps it, in the transaction of the `add` that it came with. */
  get waiting(): readonly SecondEvent[] {
    return this.#waiting;
  }

  /** Goes on with what a checkpoint has kept. */
  restore(waiting: readonly SecondEvent[]): void {
    this.#waiting = [...waiting];
  }

  /** Takes events in behind those that wait, and makes them a chunk when they are enough. */
  add(events: readonly SecondEvent[]): void {
    this.#waiting = this.#waiting.concat(events);
    const first = this.#waiting[0];
    const last = this.#waiting.at(-1);
    if (first === undefined || last === undefined) return;
    const span = last.bar.openTime - first.bar.openTime;
    if (this.#waiting.length < CHUNK.events && span < CHUNK.ms) return;
    this.put(this.#waiting);
    this.#waiting = [];
  }

  /** Stores events as a chunk of their own. */
  put(events: readonly SecondEvent[]): void {
    const first = events[0];
    const last = events.at(-1);
    if (first === undefined || last === undefined) return;
    const opens = events.map((event) => event.bar.openTime);
    const span = [first.seq, last.seq, Math.min(...opens), Math.max(...opens)];
    const data = compress(JSON.stringify(events));
    // As the newest, since chunks stand in the order they were announced.
    const reused = this.#sql.all(
      `UPDATE second_chunk SET (id, first_seq, last_seq, min_open, max_open, data) =
         ((SELECT max(id) FROM second_chunk) + 1, ?, ?, ?, ?, ?)
       WHERE id = (SELECT min(id) FROM second_chunk) AND max_open < ? RETURNING id`,
      ...[...span, data, this.#dueBefore],
    );
    if (reused.length > 0) return;
    this.#sql.all(
      "INSERT INTO second_chunk (first_seq, last_seq, min_open, max_open, data) VALUES (?, ?, ?, ?, ?)",
      ...[...span, data],
    );
  }

  /** Events after `seq`, in order. */
  after(seq: number): SecondEvent[] {
    const rows = this.#sql.all<Row>("SELECT data FROM second_chunk WHERE last_seq > ? ORDER BY id", seq);
    return rows
      .flatMap(eventsOf)
      .concat(this.#waiting)
      .filter((event) => event.seq > seq);
  }

  /** Number of the oldest event kept; undefined where there is none. */
  oldestSeq(): number | undefined {
    const row = this.#sql.all<{ seq: number | null }>(
      "SELECT min(first_seq) AS seq FROM second_chunk WHERE first_seq > 0",
    )[0];
    return row?.seq ?? this.#waiting[0]?.seq;
  }

  /** The newest revision of each second with `from <= openTime <= to`, oldest first. */
  inTime(from: EpochMs, to: EpochMs): Bar[] {
    const rows = this.#sql.all<Row>(
      "SELECT data FROM second_chunk WHERE max_open >= ? AND min_open <= ? ORDER BY id",
      from,
      to,
    );
    const bars = new Map<EpochMs, Bar>();
    for (const { bar } of rows.flatMap(eventsOf).concat(this.#waiting)) {
      if (bar.openTime >= from && bar.openTime <= to) bars.set(bar.openTime, bar);
    }
    return [...bars.values()].sort((a, b) => a.openTime - b.openTime);
  }

  newestOpen(): EpochMs | undefined {
    const query = "SELECT max(max_open) AS at FROM second_chunk";
    const stored = this.#sql.all<{ at: number | null }>(query)[0]?.at ?? undefined;
    return this.#waiting.reduce((newest, { bar }) => Math.max(newest ?? bar.openTime, bar.openTime), stored);
  }

  oldestOpen(): EpochMs | undefined {
    const query = "SELECT min(min_open) AS at FROM second_chunk";
    const stored = this.#sql.all<{ at: number | null }>(query)[0]?.at ?? undefined;
    return this.#waiting.reduce((oldest, { bar }) => Math.min(oldest ?? bar.openTime, bar.openTime), stored);
  }

  /** Gives up the seconds before a time: what comes is written over them, the oldest first. */
  forgetBefore(time: EpochMs): void {
    this.#dueBefore = time;
    this.#sql.all("DELETE FROM second_chunk WHERE max_open < ?", time - SURPLUS_MS);
  }
}

function eventsOf(row: Row): SecondEvent[] {
  const events: SecondEvent[] = JSON.parse(decompress(row.data));
  return events;
}
