import type { Stretch } from "../../market/backfill/stretch.ts";
import { type EpochMs, TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";

/** Bars beyond the end of a series that one look counts. */
const WINDOW = 1_000;

/** How a series stands at its upper end, by what D1 has. */
export type UpperEnd = { readonly symbol: string } & (
  | { readonly kind: "empty" }
  /** There is no series yet; the newest bars without a hole between them could begin it. */
  | { readonly kind: "unbegun"; readonly run: Stretch }
  | { readonly kind: "still"; readonly through: EpochMs }
  /** Bars have come without a hole: the series reaches `to`. */
  | { readonly kind: "whole"; readonly from: EpochMs; readonly to: EpochMs }
  | { readonly kind: "holed"; readonly from: EpochMs; readonly to: EpochMs }
);

interface Row {
  readonly symbol: string;
  readonly through: EpochMs | null;
  readonly newest: EpochMs | null;
  readonly stored: number;
}

// One look for all symbols: each costs its series row and the few bars beyond it.
const STANDING = `
  SELECT wanted.value AS symbol, series.through_open AS through,
    CASE WHEN through_open IS NULL
      THEN (SELECT max(open_time) FROM ohlcv o WHERE o.symbol = wanted.value AND o.timeframe = ?2)
      ELSE (SELECT max(open_time) FROM ohlcv o WHERE o.symbol = wanted.value AND o.timeframe = ?2
        AND o.open_time > through_open AND o.open_time <= through_open + ?3) END AS newest,
    CASE WHEN through_open IS NULL THEN 0
      ELSE (SELECT count(*) FROM ohlcv o WHERE o.symbol = wanted.value AND o.timeframe = ?2
        AND o.open_time > through_open AND o.open_time <= through_open + ?3) END AS stored
  FROM json_each(?1) AS wanted
  LEFT JOIN series ON series.symbol = wanted.value AND series.timeframe = ?2`;

const NEWEST_HOLE = `
  SELECT max(open_time) AS "from" FROM (
    SELECT open_time, lag(open_time) OVER (ORDER BY open_time) AS prev FROM ohlcv
    WHERE symbol = ?1 AND timeframe = ?2 AND open_time > ?3
  ) WHERE prev IS NULL OR open_time - prev > ?4`;

/** How the series of these symbols stand at their upper ends. One query, and one more for each that has not begun. */
export async function upperEnds(
  db: D1Database,
  timeframe: Timeframe,
  symbols: readonly string[],
): Promise<readonly UpperEnd[]> {
  const stepMs = TIMEFRAME_MS[timeframe];
  const window = WINDOW * stepMs;
  const { results } = await db.prepare(STANDING).bind(JSON.stringify(symbols), timeframe, window).all<Row>();
  const ends: UpperEnd[] = [];
  for (const { symbol, through, newest, stored } of results) {
    if (through !== null) {
      const from = through + stepMs;
      if (newest === null) ends.push({ symbol, kind: "still", through });
      else
        ends.push({
          symbol,
          kind: stored === (newest - through) / stepMs ? "whole" : "holed",
          from,
          to: newest,
        });
    } else if (newest === null) ends.push({ symbol, kind: "empty" });
    else {
      const from = await db
        .prepare(NEWEST_HOLE)
        .bind(symbol, timeframe, newest - window, stepMs)
        .first<EpochMs>("from");
      ends.push({ symbol, kind: "unbegun", run: { from: from ?? newest, to: newest } });
    }
  }
  return ends;
}
