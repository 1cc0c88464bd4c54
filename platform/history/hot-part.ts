import type { Stretch } from "../../market/backfill/stretch.ts";
import type { Bar } from "../../market/bars/bar.ts";
import type { Part, Wish } from "../../market/history/draft.ts";
import { type EpochMs, TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import type { ColdBars } from "../cold/cold-bars.ts";
import type { ColdObject } from "../cold/cold-index.ts";
import { BAR_COLUMNS, type BarColumns, barOfColumns } from "../d1/bar-row.ts";
import { withDeadline } from "../deadline.ts";

const PATIENCE_MS = 5_000;
/** Bars in more pieces than this are the exchange's to tell at once. */
const MOST_RUNS = 4;

/** What D1 told, all of one moment: its own bars, where the rest lies, and what is known to be whole. */
export interface HotPart extends Part {
  readonly cold: readonly ColdObject[];
  /** The stretch that is whole in D1 and R2 together; undefined before there is one. */
  readonly whole: Stretch | undefined;
  /** Runs of `bars` outside of it, without a hole: a series may lag some bars behind what is stored. */
  readonly runs: readonly Stretch[];
  /** Through here the exchange has nothing: it listed the symbol later. */
  readonly nothingThrough: EpochMs | null;
}

type SeriesRow = {
  from_open: number | null;
  through_open: number | null;
  nothing_through: number | null;
};

// One row always, so that what is known of the listing is told before there is a series.
const SERIES = `SELECT s.from_open, s.through_open, o.to_open AS nothing_through FROM (SELECT 1)
  LEFT JOIN series s ON s.symbol = ?1 AND s.timeframe = ?2
  LEFT JOIN series_outage o ON o.symbol = ?1 AND o.timeframe = ?2 AND o.from_open = 0`;

/**
 * Asks D1 for bars, the index of the cold store and the series in one batch: what moves to R2 meanwhile is seen
 * in exactly one of them. @throws Error when D1 fails or does not answer in time.
 */
export async function readHot(
  db: D1Database,
  cold: ColdBars,
  symbol: string,
  timeframe: Timeframe,
  wish: Wish,
): Promise<HotPart> {
  const { forward, from, to, limit } = wish;
  const rows = db.prepare(
    `SELECT ${BAR_COLUMNS} FROM ohlcv WHERE symbol = ?1 AND timeframe = ?2 AND open_time BETWEEN ?3 AND ?4
     ORDER BY open_time ${forward ? "ASC" : "DESC"} LIMIT ?5`,
  );
  const batch = db.batch([
    rows.bind(symbol, timeframe, from, to, limit + 1),
    db.prepare(SERIES).bind(symbol, timeframe),
    cold.index(symbol, timeframe, { from, to }),
  ]);
  const [hot, series, objects] = await withDeadline(batch, PATIENCE_MS, "D1");
  const bars = (hot?.results ?? []).map((row) => barOfColumns(row as BarColumns, timeframe));
  const ends = series?.results[0] as SeriesRow | undefined;
  const part = partOf(bars, wish);
  const whole =
    typeof ends?.from_open === "number" && typeof ends.through_open === "number"
      ? { from: ends.from_open, to: ends.through_open }
      : undefined;
  return {
    ...part,
    cold: objects === undefined ? [] : cold.objects(objects),
    whole,
    runs: runsOutside(part.bars, whole, TIMEFRAME_MS[timeframe]),
    nothingThrough: ends?.nothing_through ?? null,
  };
}

function partOf(bars: Bar[], { forward, limit }: Wish): Part {
  const cutAt = bars.length > limit ? (bars.at(-1)?.openTime ?? null) : null;
  return { bars: forward ? bars : bars.reverse(), cutAt };
}

function runsOutside(bars: readonly Bar[], whole: Stretch | undefined, stepMs: number): readonly Stretch[] {
  const outside = bars.filter(
    ({ openTime }) => whole === undefined || openTime < whole.from || openTime > whole.to,
  );
  const runs = runsOf(outside, stepMs);
  return runs.length > MOST_RUNS ? [] : runs;
}

/** Bars, oldest first, as the runs without a hole that they are. */
export function runsOf(bars: readonly Bar[], stepMs: number): readonly Stretch[] {
  const runs: { from: EpochMs; to: EpochMs }[] = [];
  for (const { openTime } of bars) {
    const last = runs.at(-1);
    if (last !== undefined && last.to + stepMs === openTime) last.to = openTime;
    else runs.push({ from: openTime, to: openTime });
  }
  return runs;
}
