import { NO_OUTCOMES, type OutcomeSums } from "../../market/signals/performance.ts";
import type { SignalRecord } from "../../market/signals/record.ts";
import type { Side, Signal, SignalStatus } from "../../market/signals/signal.ts";
import { type EpochMs, isTimeframe, type Timeframe } from "../../market/time/timeframe.ts";

/** Place in the list of signals, newest first: the one that a page ended with. */
export interface SignalPlace {
  readonly issuedAt: EpochMs;
  readonly symbol: string;
  readonly timeframe: string;
}

export interface SignalQuery {
  readonly symbol?: string | undefined;
  readonly timeframe?: Timeframe | undefined;
  readonly side?: Side | undefined;
  readonly status?: SignalStatus | undefined;
  readonly after?: SignalPlace | undefined;
  readonly limit: number;
}

const AS_ISSUED = `(SELECT body FROM signal_record AS record
  WHERE record.symbol = signal.symbol AND record.seq = signal.issued_seq)`;

/** Issued signals as they stand, newest first. One look along an index, and one for each signal at its record. */
export async function readSignals(db: D1Database, query: SignalQuery): Promise<Signal[]> {
  const { symbol, timeframe, side, status, after, limit } = query;
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  const equal = (column: string, value: string | undefined) => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(`${column} = ?${values.length}`);
  };
  equal("symbol", symbol);
  equal("timeframe", timeframe);
  equal("side", side);
  equal("status", status);
  if (after !== undefined) {
    values.push(after.issuedAt, after.symbol, after.timeframe);
    const n = values.length;
    conditions.push(`(issued_at, symbol, timeframe) < (?${n - 2}, ?${n - 1}, ?${n})`);
  }
  values.push(limit);
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
  // In one series the signals come by open time as they come by issue; its key tells them without the index.
  const order =
    symbol !== undefined && timeframe !== undefined
      ? "open_time DESC"
      : "issued_at DESC, symbol DESC, timeframe DESC";
  const { results } = await db
    .prepare(
      `SELECT ${AS_ISSUED} AS issued, change FROM signal ${where} ORDER BY ${order} LIMIT ?${values.length}`,
    )
    .bind(...values)
    .all<{ issued: string; change: string | null }>();
  return results.map(signalOfRow);
}

function signalOfRow({ issued, change }: { issued: string; change: string | null }): Signal {
  const { signal } = JSON.parse(issued);
  return { ...signal, ...(change === null ? {} : JSON.parse(change)) };
}

/** Links of a symbol's chain behind `after`, oldest first. */
export async function readSignalRecords(
  db: D1Database,
  symbol: string,
  after: number,
  limit: number,
): Promise<SignalRecord[]> {
  const { results } = await db
    .prepare(
      `SELECT symbol, seq, previous_hash AS previousHash, hash, at, body FROM signal_record
       WHERE symbol = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3`,
    )
    .bind(symbol, after, limit)
    .all<SignalRecord>();
  return results;
}

/** Signals of one symbol, timeframe, side and bucket of |score|, summed up. */
export interface OutcomeGroup {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly side: Side;
  readonly bucket: number;
  readonly sums: OutcomeSums;
}

/**
 * What became of the issued signals, by symbol, timeframe, side and bucket.
 * @param bounds rising; the bucket of a score is the position of the last bound but one that |score| reaches, −1 below all.
 * @param costs of a round trip, as a ratio.
 */
export async function sumOutcomes(
  db: D1Database,
  filter: {
    readonly symbol?: string | undefined;
    readonly timeframe?: Timeframe | undefined;
    readonly from: EpochMs;
  },
  bounds: readonly number[],
  costs: number,
): Promise<OutcomeGroup[]> {
  const { results } = await db
    .prepare(
      `SELECT symbol, timeframe, side,
         min((SELECT count(*) FROM json_each(?1) WHERE abs(score) >= value), json_array_length(?1) - 1) - 1 AS bucket,
         count(*) AS issued, count(gross_return) AS ended,
         sum(gross_return > ?2) AS winners,
         sum(touched >= 1) AS target1, sum(touched >= 2) AS target2, sum(touched >= 3) AS target3,
         sum(close_reason = 'stop') AS stopped, sum(close_reason = 'opposite') AS opposite,
         sum(close_reason = 'expired') AS expired,
         total(CASE WHEN gross_return > ?2 THEN gross_return - ?2 END) AS netOfWinners,
         total(CASE WHEN gross_return <= ?2 THEN gross_return - ?2 END) AS netOfLosers,
         min(gross_return - ?2) AS worst, max(gross_return - ?2) AS best, min(issued_at) AS since
       FROM signal
       WHERE issued_at >= ?3 AND (?4 IS NULL OR symbol = ?4) AND (?5 IS NULL OR timeframe = ?5)
       GROUP BY symbol, timeframe, side, bucket ORDER BY symbol, timeframe, side, bucket`,
    )
    .bind(JSON.stringify(bounds), costs, filter.from, filter.symbol ?? null, filter.timeframe ?? null)
    .all<Record<string, unknown>>();
  return results.flatMap((row) => {
    const timeframe = String(row.timeframe);
    if (!isTimeframe(timeframe)) return [];
    const side: Side = row.side === "SELL" ? "SELL" : "BUY";
    return [{ symbol: String(row.symbol), timeframe, side, bucket: Number(row.bucket), sums: sumsOf(row) }];
  });
}

/** Sums over nothing but nulls are null in SQL. */
function sumsOf(row: Record<string, unknown>): OutcomeSums {
  const told = (name: keyof OutcomeSums) => row[name] ?? NO_OUTCOMES[name];
  const count = (name: keyof OutcomeSums) => Number(told(name));
  const perhaps = (name: keyof OutcomeSums) => (told(name) === null ? null : Number(told(name)));
  return {
    ...{ issued: count("issued"), ended: count("ended"), winners: count("winners") },
    ...{ target1: count("target1"), target2: count("target2"), target3: count("target3") },
    ...{ stopped: count("stopped"), opposite: count("opposite"), expired: count("expired") },
    ...{ netOfWinners: count("netOfWinners"), netOfLosers: count("netOfLosers") },
    ...{ worst: perhaps("worst"), best: perhaps("best"), since: perhaps("since") },
  };
}
