import { type Stretch, without } from "../../market/backfill/stretch.ts";
import { type EpochMs, openTimeOf, TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import type { BackfillRow } from "../d1/schema/backfill.ts";
import { outageStatements } from "./outages.ts";
import type { BackfillPorts } from "./ports.ts";
import { BACKFILL_COLUMNS, type Backfill, backfillOf } from "./rows.ts";
import { readSeries } from "./series.ts";
import { newestClosed, oldestFrom } from "./series-ends.ts";

const DAY_MS = TIMEFRAME_MS["1d"];
/** What the klines jobs bring by themselves is not worth a backfill. */
const LEFT_TO_JOBS = 500;

export interface BackfillWish {
  readonly symbol: string;
  readonly timeframe: Exclude<Timeframe, "1s">;
  /** The oldest bar wished for: a time, or so many days before the exchange's newest closed bar. */
  readonly from: EpochMs | { readonly days: number };
  /** The initialisation that wishes it. */
  readonly initId?: string;
}

/**
 * What must be fetched so that the wish is in store: rows of `backfill`, written where they are new. Stretches
 * that are in store, or are being fetched, are not fetched again: those under way are returned as they are, those
 * that had failed begin anew where they stopped. Empty when nothing is missing, and then nothing is written.
 * @throws FeedError when the exchange cannot be asked for its newest and its first bar of the wish.
 */
export async function planBackfill(ports: BackfillPorts, wish: BackfillWish): Promise<readonly Backfill[]> {
  const { symbol, timeframe } = wish;
  const stepMs = TIMEFRAME_MS[timeframe];
  const rest = ports.exchange(symbol);
  const newest = await newestClosed(rest, timeframe);
  if (newest === undefined) return [];
  const wished = typeof wish.from === "number" ? wish.from : newest + stepMs - wish.from.days * DAY_MS;
  // A bar that began before the wished time holds it.
  const from = openTimeOf(Math.max(0, wished), timeframe);
  if (from > newest) return [];

  const series = await readSeries(ports.db, symbol, timeframe);
  const begun = series?.fromOpen ?? Number.POSITIVE_INFINITY;
  const first = from >= begun ? from : await oldestFrom(rest, timeframe, from);
  if (first === undefined || first > newest) return [];
  const stored = await storedStretches(ports.db, wish);
  const wanted = without({ from: first, to: newest }, stored, stepMs).filter(
    ({ from: start, to }) => start <= begun || to - start >= LEFT_TO_JOBS * stepMs,
  );
  if (wanted.length > 0 && first > from && (from === 0 || first === (await oldestFrom(rest, timeframe, 0))))
    await noteListing(ports, wish, first);
  const planned: Backfill[] = [];
  for (const stretch of wanted) {
    for (const row of await unfinishedIn(ports.db, wish, stretch.from, stretch.to))
      planned.push(await revived(ports, row));
    const busy = planned.map(({ fromOpen, toOpen }) => ({ from: fromOpen, to: toOpen }));
    for (const part of without(stretch, busy, stepMs)) {
      const row = await insert(ports, wish, part.from, part.to);
      if (row !== undefined) planned.push(row);
    }
  }
  return planned.sort((a, b) => a.fromOpen - b.fromOpen);
}

/** Where the exchange has nothing at all before a bar, that is an outage from 0 on: nobody has to ask it again. */
async function noteListing(
  { db, now }: BackfillPorts,
  { symbol, timeframe }: BackfillWish,
  first: EpochMs,
): Promise<void> {
  const before = { from: 0, to: first - TIMEFRAME_MS[timeframe] };
  await db.batch(outageStatements(db, symbol, timeframe, [before], now()));
}

/** The series, and finished backfills that do not meet it yet: what lies between is what is missing. */
async function storedStretches(
  db: D1Database,
  { symbol, timeframe }: BackfillWish,
): Promise<readonly Stretch[]> {
  const { results } = await db
    .prepare(
      `SELECT from_open AS "from", to_open AS "to" FROM backfill
       WHERE status = 'done' AND symbol = ?1 AND timeframe = ?2
       UNION ALL SELECT from_open, through_open FROM series WHERE symbol = ?1 AND timeframe = ?2`,
    )
    .bind(symbol, timeframe)
    .all<Stretch>();
  return results;
}

async function unfinishedIn(
  db: D1Database,
  { symbol, timeframe }: BackfillWish,
  from: EpochMs,
  to: EpochMs,
): Promise<readonly Backfill[]> {
  const { results } = await db
    .prepare(
      `SELECT ${BACKFILL_COLUMNS} FROM backfill WHERE symbol = ?1 AND timeframe = ?2 AND status <> 'done'
       AND from_open <= ?4 AND to_open >= ?3 ORDER BY from_open`,
    )
    .bind(symbol, timeframe, from, to)
    .all<BackfillRow>();
  return results.map(backfillOf);
}

/** One that had failed is wished again: it goes on from its cursor. */
async function revived(ports: BackfillPorts, row: Backfill): Promise<Backfill> {
  if (row.status !== "failed") return row;
  const again = await ports.db
    .prepare(
      `UPDATE backfill SET status = 'fetching', failures = 0, error = NULL, lease_owner = NULL, lease_until = NULL,
       updated_at = ?2 WHERE id = ?1 AND status = 'failed' RETURNING ${BACKFILL_COLUMNS}`,
    )
    .bind(row.id, ports.now())
    .first<BackfillRow>();
  return again === null ? row : backfillOf(again);
}

// Two that plan at once must not fetch the same twice: the second finds the first one's row.
const INSERT = `
  INSERT INTO backfill (id, symbol, timeframe, from_open, to_open, cursor, status, source, init_id, created_at, updated_at)
  SELECT ?1, ?2, ?3, ?4, ?5, ?4, 'pending', ?6, ?7, ?8, ?8
  WHERE NOT EXISTS (SELECT 1 FROM backfill WHERE symbol = ?2 AND timeframe = ?3 AND status <> 'done'
    AND from_open <= ?5 AND to_open >= ?4)
  RETURNING ${BACKFILL_COLUMNS}`;

async function insert(
  ports: BackfillPorts,
  wish: BackfillWish,
  from: EpochMs,
  to: EpochMs,
): Promise<Backfill | undefined> {
  const { symbol, timeframe, initId = null } = wish;
  const now = ports.now();
  const source = ports.config.BINANCE_ARCHIVE_URL === "" ? "rest" : "archive";
  const row = await ports.db
    .prepare(INSERT)
    .bind(crypto.randomUUID(), symbol, timeframe, from, to, source, initId, now)
    .first<BackfillRow>();
  if (row !== null) return backfillOf(row);
  const [other] = await unfinishedIn(ports.db, wish, from, to);
  return other;
}
