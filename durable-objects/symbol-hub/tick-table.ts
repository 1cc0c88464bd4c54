import type { Decimal } from "../../market/bars/decimal.ts";
import type { Trade } from "../../market/bars/trade.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";
import { compress, decompress } from "./compress.ts";
import type { Sql } from "./sql.ts";

const SURPLUS_MS = 2 * 3_600_000;

type Row = { first_id: number; last_id: number; min_time: number; max_time: number; data: ArrayBuffer };

/** Trades, consecutive by id, as one compressed chunk a minute or so. */
export class TickTable {
  readonly #sql: Sql;
  /** The oldest chunk is written over where it ends before this. In memory alone: told again within the hour. */
  #dueBefore = 0;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Stores consecutive trades as one chunk. */
  put(trades: readonly Trade[]): void {
    const first = trades[0];
    const last = trades.at(-1);
    if (first === undefined || last === undefined) return;
    let minTime = first.time;
    let maxTime = first.time;
    for (const trade of trades) {
      if (trade.time < minTime) minTime = trade.time;
      if (trade.time > maxTime) maxTime = trade.time;
    }
    const values = [first.id, last.id, minTime, maxTime, compress(encodeTrades(trades))];
    const reused = this.#sql.all(
      `UPDATE OR REPLACE tick_chunk SET (first_id, last_id, min_time, max_time, data) = (?, ?, ?, ?, ?)
       WHERE first_id = (SELECT min(first_id) FROM tick_chunk) AND max_time < ? RETURNING first_id`,
      ...values,
      this.#dueBefore,
    );
    if (reused.length > 0) return;
    this.#sql.all(
      `INSERT INTO tick_chunk (first_id, last_id, min_time, max_time, data) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET last_id = excluded.last_id, min_time = excluded.min_time,
       max_time = excluded.max_time, data = excluded.data`,
      ...values,
    );
  }

  /** Trades with `from <= time <= to`, by id; at most `limit`, the newest ones when `newest`. */
  inTime(from: EpochMs, to: EpochMs, limit: number, newest = false): Trade[] {
    const order = newest ? "DESC" : "ASC";
    const query = `SELECT * FROM tick_chunk WHERE max_time >= ? AND min_time <= ? ORDER BY first_id ${order} LIMIT 50 OFFSET ?`;
    const found: Trade[] = [];
    for (let offset = 0; ; offset += 50) {
      const rows = this.#sql.all<Row>(query, from, to, offset);
      for (const row of rows) {
        const trades = decodeTrades(row).filter((trade) => trade.time >= from && trade.time <= to);
        if (newest) found.unshift(...trades);
        else found.push(...trades);
        if (found.length >= limit) return newest ? found.slice(-limit) : found.slice(0, limit);
      }
      if (rows.length < 50) return found;
    }
  }

  /** Trades with `from <= id <= to`, by id. */
  inIds(from: number, to: number): Trade[] {
    const rows = this.#sql.all<Row>(
      "SELECT * FROM tick_chunk WHERE first_id <= ? AND last_id >= ? ORDER BY first_id",
      to,
      from,
    );
    return rows.flatMap((row) => decodeTrades(row).filter((trade) => trade.id >= from && trade.id <= to));
  }

  /** Deletes the trades before a time. */
  deleteBefore(time: EpochMs): void {
    this.#sql.all("DELETE FROM tick_chunk WHERE max_time < ?", time);
  }

  /**
   * Gives up the trades before a time: what comes is written over them, one chunk over the oldest, so that all behind
   * an id stay. What still waits for that two hours later is deleted.
   */
  forgetBefore(time: EpochMs): void {
    this.#dueBefore = time;
    this.deleteBefore(time - SURPLUS_MS);
  }
}

/**
 * A line a trade: price, size, time since the one before, individual trades, side, and the first id only
 * where it does not follow the last one before.
 */
export function encodeTrades(trades: readonly Trade[]): string {
  let text = "";
  let time = 0;
  let lastId = -1;
  for (const trade of trades) {
    const jump = trade.firstId === lastId + 1 ? "" : `,${trade.firstId}`;
    text += `${trade.price},${trade.size},${trade.time - time},${trade.lastId - trade.firstId},${trade.buyerIsMaker ? 1 : 0}${jump}\n`;
    time = trade.time;
    lastId = trade.lastId;
  }
  return text;
}

function decodeTrades(row: Row): Trade[] {
  const trades: Trade[] = [];
  let time = 0;
  let lastId = -1;
  let id = row.first_id;
  for (const line of decompress(row.data).split("\n")) {
    if (line === "") continue;
    const [price = "", size = "", step, span, side, jump] = line.split(",");
    time += Number(step);
    const firstId = jump === undefined ? lastId + 1 : Number(jump);
    lastId = firstId + Number(span);
    trades.push({
      id,
      price: price as Decimal,
      size: size as Decimal,
      time,
      firstId,
      lastId,
      buyerIsMaker: side === "1",
    });
    id += 1;
  }
  return trades;
}
