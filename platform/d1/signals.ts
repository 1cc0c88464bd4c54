import { parseRecordBody } from "../../contract/signal-record.ts";
import { FIRST_PREVIOUS_HASH, type RecordBody, type SignalRecord } from "../../market/signals/record.ts";
import type { Signal } from "../../market/signals/signal.ts";

/** The stored chain says otherwise, or lacks the link before: somebody else has written, or something was lost. */
export class SignalRecordConflict extends Error {
  constructor(symbol: string, seq: number, options?: ErrorOptions) {
    super(`record ${seq} of ${symbol} does not follow from what is stored`, options);
    this.name = "SignalRecordConflict";
  }
}

// A NULL is refused by the column: that fails the batch as a whole where a record is stored otherwise already, or
// where the link before the first of these is not what they follow from.
const RECORDS = `
  INSERT INTO signal_record (symbol, seq, previous_hash, hash, at, body)
  SELECT ?1, value ->> 0,
    CASE WHEN value ->> 0 > ?3 OR ?3 = 1 OR value ->> 1 =
      (SELECT hash FROM signal_record WHERE symbol = ?1 AND seq = ?3 - 1) THEN value ->> 1 END,
    value ->> 2, value ->> 3, value ->> 4
  FROM json_each(?2) WHERE true
  ON CONFLICT DO UPDATE SET hash = NULL
  WHERE (signal_record.previous_hash, signal_record.hash, signal_record.at, signal_record.body)
    <> (excluded.previous_hash, excluded.hash, excluded.at, excluded.body)`;

const ISSUED = `
  INSERT INTO signal
    (symbol, timeframe, open_time, side, status, score, issued_at, entry, touched, issued_seq, seq)
  SELECT ?1, value ->> 0, value ->> 1, value ->> 2, 'active', value ->> 3, value ->> 4, value ->> 5, 0, value ->> 6, value ->> 6
  FROM json_each(?2) WHERE true
  ON CONFLICT DO NOTHING`;

// `entry` is REAL, so the quotient is no integer's.
const CHANGED = `
  UPDATE signal SET status = new.value ->> 2, touched = new.value ->> 3, close_reason = new.value ->> 4,
    change = new.value ->> 5, seq = new.value ->> 6,
    gross_return = (CASE side WHEN 'BUY' THEN 1 ELSE -1 END)
      * (((new.value ->> 5) ->> 'closePrice') / entry - 1)
  FROM json_each(?2) AS new
  WHERE symbol = ?1 AND timeframe = new.value ->> 0 AND open_time = new.value ->> 1 AND seq < new.value ->> 6`;

/** Records a statement: under 1 MB of JSON, of the 2 MB that D1 takes for one value. */
const RECORDS_A_BATCH = 100;

/**
 * Stores links of a symbol's chain, oldest first, and what they say of its signals, batch by batch. Idempotent: what
 * is stored already is passed over. @throws SignalRecordConflict where they contradict what is stored, or do not
 * follow from it; then nothing of that batch is stored.
 */
export async function storeSignalRecords(
  db: D1Database,
  symbol: string,
  records: readonly SignalRecord[],
): Promise<void> {
  checkLinks(symbol, records);
  for (let start = 0; start < records.length; start += RECORDS_A_BATCH) {
    await storeBatch(db, symbol, records.slice(start, start + RECORDS_A_BATCH));
  }
}

async function storeBatch(db: D1Database, symbol: string, records: readonly SignalRecord[]): Promise<void> {
  const first = records[0];
  if (first === undefined) return;
  const links = records.map(({ seq, previousHash, hash, at, body }) => [seq, previousHash, hash, at, body]);
  const issued: unknown[] = [];
  const changed = new Map<string, unknown>();
  for (const { seq, body } of records) {
    const told = parseRecordBody(body);
    if (told === null) throw new SignalRecordConflict(symbol, seq);
    if (told.kind === "issued") issued.push(issuedRow(told.signal, seq));
    else changed.set(told.id, changedRow(told, seq));
  }
  const statement = (sql: string, rows: readonly unknown[]) =>
    db.prepare(sql).bind(symbol, JSON.stringify(rows));
  const statements = [db.prepare(RECORDS).bind(symbol, JSON.stringify(links), first.seq)];
  if (issued.length > 0) statements.push(statement(ISSUED, issued));
  if (changed.size > 0) statements.push(statement(CHANGED, [...changed.values()]));
  try {
    await db.batch(statements);
  } catch (cause) {
    if (cause instanceof Error && /NOT NULL constraint failed/.test(cause.message)) {
      throw new SignalRecordConflict(symbol, first.seq, { cause });
    }
    throw cause;
  }
}

function checkLinks(symbol: string, records: readonly SignalRecord[]): void {
  records.forEach((record, i) => {
    const before = records[i - 1];
    const follows =
      before === undefined
        ? record.seq > 1 || (record.seq === 1 && record.previousHash === FIRST_PREVIOUS_HASH)
        : record.seq === before.seq + 1 && record.previousHash === before.hash;
    if (record.symbol !== symbol || !follows) throw new SignalRecordConflict(symbol, record.seq);
  });
}

function issuedRow(signal: Signal, seq: number): unknown {
  const { timeframe, side, issuedAt, decision } = signal;
  return [timeframe, decision.openTime, side, decision.score, issuedAt, decision.levels?.entry ?? null, seq];
}

function changedRow({ id, change }: Exclude<RecordBody, { kind: "issued" }>, seq: number): unknown {
  const [, timeframe, openTime] = id.split(":");
  const touched = change.touchedAt.filter((time) => time !== null).length;
  return [
    timeframe,
    Number(openTime),
    change.status,
    touched,
    change.closeReason,
    JSON.stringify(change),
    seq,
  ];
}
