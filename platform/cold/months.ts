import { type EpochMs, isTimeframe, TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import { precedenceIn } from "../d1/bar-row.ts";
import { type ColdObject, coldObjectsOf } from "./cold-index.ts";
import { nextMonth } from "./periods.ts";

/** What D1 has of a series in one month. */
export interface HotMonth {
  readonly timeframe: Timeframe;
  /** Its start. */
  readonly month: EpochMs;
  readonly rows: number;
  /** Sum of the bars' precedences. */
  readonly revisions: number;
  /** First and last open time. */
  readonly first: EpochMs;
  readonly last: EpochMs;
}

/** The bars of a symbol by month, and the objects that there are for them. */
export interface SymbolMonths {
  readonly months: readonly HotMonth[];
  /** The data's own clock: the close of the newest bar; 0 without bars. */
  readonly clock: EpochMs;
  objectOf(month: HotMonth): ColdObject | undefined;
}

interface Row {
  readonly timeframe: string;
  readonly month: string;
  readonly rows: number;
  readonly revisions: number;
  readonly first: number;
  readonly last: number;
}

/** Looks at all bars of a symbol in D1. Reads each row once: meant for daily jobs. */
export async function symbolMonths(db: D1Database, symbol: string): Promise<SymbolMonths> {
  const [hot, cold] = await db.batch([
    db
      .prepare(
        `SELECT timeframe, strftime('%Y-%m', open_time / 1000, 'unixepoch') AS month, COUNT(*) AS "rows",
           SUM(${precedenceIn()}) AS revisions, MIN(open_time) AS first, MAX(open_time) AS last
         FROM ohlcv WHERE symbol = ? GROUP BY timeframe, month ORDER BY timeframe, month`,
      )
      .bind(symbol),
    db
      .prepare(
        `SELECT kind, symbol, timeframe, period, key, "rows", revisions, first_time AS firstTime,
           last_time AS lastTime, bytes, sha256, created_at AS createdAt
         FROM cold_object WHERE kind = 'bars' AND symbol = ?`,
      )
      .bind(symbol),
  ]);
  const months = ((hot?.results ?? []) as Row[]).flatMap(({ timeframe, month, ...counts }) =>
    isTimeframe(timeframe) ? [{ ...counts, timeframe, month: Date.parse(`${month}-01T00:00:00Z`) }] : [],
  );
  const objects = new Map(
    (cold === undefined ? [] : coldObjectsOf(cold)).map((object) => [
      `${object.timeframe} ${object.period}`,
      object,
    ]),
  );
  return {
    months,
    clock: Math.max(0, ...months.map(({ timeframe, last }) => last + TIMEFRAME_MS[timeframe])),
    objectOf: ({ timeframe, month }) => objects.get(`${timeframe} ${month}`),
  };
}

/** A month is closed once its last bar has had time to arrive, and to be corrected the first time. */
const SETTLE_MS = 6 * 3_600_000;

/** What is to be done with a month: nothing, write its object, or find out whether D1 has something newer. */
export type MonthNeed = "nothing" | "write" | "compare";

/** @param limit open time before which bars are to leave D1; undefined for frames that stay. */
export function needOf(
  month: HotMonth,
  object: ColdObject | undefined,
  clock: EpochMs,
  limit: EpochMs | undefined,
): MonthNeed {
  const leaving = limit !== undefined && month.first < limit;
  if (!isClosed(month.month, clock) && !leaving) return "nothing";
  if (object === undefined) return "write";
  const same =
    object.rows === month.rows &&
    object.revisions === month.revisions &&
    object.firstTime === month.first &&
    object.lastTime === month.last;
  return same ? "nothing" : "compare";
}

export function isClosed(month: EpochMs, clock: EpochMs): boolean {
  return nextMonth(month) + SETTLE_MS <= clock;
}
