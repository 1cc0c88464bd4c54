import { barsIn, type Stretch, without } from "../../market/backfill/stretch.ts";
import { TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import { type ColdObject, coldObjectsOf, selectObjects } from "../cold/cold-index.ts";
import { type ColdPorts, runsOf } from "./cold-runs.ts";

/** Bars that one look at the table may pass over: a few seconds of D1 at most. */
const BARS_A_LOOK = 200_000;
const MOST_RUNS = 1_000;

/** What D1 and the index of the cold store say of a stretch. */
export interface Coverage {
  /** Rows of it in D1. */
  readonly hot: number;
  /** Runs that are neither in D1, nor in an object of R2, nor known to be an outage of the exchange. */
  readonly missing: readonly Stretch[];
  /** Bars that the exchange does not have. */
  readonly outages: number;
}

/**
 * Looks for what is missing in a stretch. A bar that moves to R2 meanwhile is seen in the one or the other place:
 * each look reads rows, index and outages in one batch. @throws Error when D1 fails, or R2 where it has to be read
 */
export async function coverageOf(
  ports: ColdPorts,
  symbol: string,
  timeframe: Timeframe,
  stretch: Stretch,
): Promise<Coverage> {
  const stepMs = TIMEFRAME_MS[timeframe];
  const missing: Stretch[] = [];
  let hot = 0;
  let outages = 0;
  const known = new Map<string, readonly Stretch[]>();
  const runs = async (object: ColdObject) => {
    const found = known.get(object.key) ?? (await runsOf(ports, object, stepMs));
    known.set(object.key, found);
    return found;
  };
  for (let { from } = stretch; from <= stretch.to; from += BARS_A_LOOK * stepMs) {
    const part = { from, to: Math.min(stretch.to, from + (BARS_A_LOOK - 1) * stepMs) };
    const seen = await look(ports.db, symbol, timeframe, part, runs);
    hot += seen.hot;
    outages += seen.outages;
    missing.push(...seen.missing);
    if (missing.length >= MOST_RUNS) break;
  }
  return { hot, missing, outages };
}

const HOLES = `
  SELECT prev + ?5 AS "from", open_time - ?5 AS "to" FROM (
    SELECT open_time, lag(open_time, 1, ?3 - ?5) OVER (ORDER BY open_time) AS prev FROM ohlcv
    WHERE symbol = ?1 AND timeframe = ?2 AND open_time BETWEEN ?3 AND ?4
  ) WHERE open_time - prev > ?5 ORDER BY prev LIMIT ?6`;

async function look(
  db: D1Database,
  symbol: string,
  timeframe: Timeframe,
  stretch: Stretch,
  runs: (object: ColdObject) => Promise<readonly Stretch[]>,
): Promise<Coverage> {
  const { from, to } = stretch;
  const stepMs = TIMEFRAME_MS[timeframe];
  const [holes, total, cold, known] = await db.batch<Record<string, number | null>>([
    db.prepare(HOLES).bind(symbol, timeframe, from, to, stepMs, MOST_RUNS),
    db
      .prepare(
        `SELECT count(*) AS n, max(open_time) AS last FROM ohlcv
         WHERE symbol = ?1 AND timeframe = ?2 AND open_time BETWEEN ?3 AND ?4`,
      )
      .bind(symbol, timeframe, from, to),
    selectObjects(db, { kind: "bars", symbol, timeframe }, stretch),
    db
      .prepare(
        `SELECT from_open AS "from", to_open AS "to" FROM series_outage
         WHERE symbol = ?1 AND timeframe = ?2 AND to_open >= ?3 AND from_open <= ?4`,
      )
      .bind(symbol, timeframe, from, to),
  ]);
  const last = total?.results[0]?.last ?? from - stepMs;
  const between = stretchesOf(holes?.results);
  const tail = last < to && between.length < MOST_RUNS ? [{ from: last + stepMs, to }] : [];
  const outages = stretchesOf(known?.results);
  const covered = [...outages];
  // Where D1 has all, nobody has to know what the cold store has.
  if (between.length + tail.length > 0 && cold !== undefined) {
    for (const object of coldObjectsOf(cold)) covered.push(...(await runs(object)));
  }
  return {
    hot: total?.results[0]?.n ?? 0,
    missing: [...between, ...tail].flatMap((run) => without(run, covered, stepMs)),
    outages:
      barsIn(stretch, stepMs) -
      without(stretch, outages, stepMs).reduce((n, run) => n + barsIn(run, stepMs), 0),
  };
}

function stretchesOf(rows: readonly Record<string, number | null>[] = []): Stretch[] {
  return rows.flatMap(({ from, to }) =>
    typeof from === "number" && typeof to === "number" ? [{ from, to }] : [],
  );
}
