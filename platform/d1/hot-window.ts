import type { Ohlcv } from "../../market/bars/bar.ts";
import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";

/** What features are made of, and the revision that is kept with them. */
export type FeatureBar = Pick<Ohlcv, "openTime" | "open" | "high" | "low" | "close" | "volume"> & {
  readonly revision: number;
};

/** What D1 has of a series about a time. */
export interface HotWindow {
  /** The newest bars before it, at most as many as were asked for, oldest first. */
  readonly before: readonly FeatureBar[];
  /** The bars from it on, at most as many as were asked for, oldest first. */
  readonly bars: readonly FeatureBar[];
  /** Open time of the newest bar that is in the cold store; null where there is none. */
  readonly coldThrough: EpochMs | null;
  /** Open time of the series' newest bar in D1. */
  readonly newest: EpochMs | null;
  /** Version of the rows of features before `from`; null where there are none. */
  readonly versionBefore: number | null;
  /** Open time of the series' newest features; null where there are none. */
  readonly featuresThrough: EpochMs | null;
}

const BAR = "open_time AS openTime, open, high, low, close, volume, revision";
const OF_SERIES = "FROM ohlcv WHERE symbol = ?1 AND timeframe = ?2";

/** The bars around `from`, of one moment. */
export async function readHotWindow(
  db: D1Database,
  symbol: string,
  timeframe: Timeframe,
  from: EpochMs,
  limits: { readonly before: number; readonly bars: number },
): Promise<HotWindow> {
  const [before, bars, ends] = await db.batch([
    db
      .prepare(`SELECT ${BAR} ${OF_SERIES} AND open_time < ?3 ORDER BY open_time DESC LIMIT ?4`)
      .bind(symbol, timeframe, from, limits.before),
    db
      .prepare(`SELECT ${BAR} ${OF_SERIES} AND open_time >= ?3 ORDER BY open_time LIMIT ?4`)
      .bind(symbol, timeframe, from, limits.bars),
    db
      .prepare(
        `SELECT
           (SELECT last_time FROM cold_object WHERE kind = 'bars' AND symbol = ?1 AND timeframe = ?2
             ORDER BY period DESC LIMIT 1) AS coldThrough,
           (SELECT max(open_time) ${OF_SERIES}) AS newest,
           (SELECT version FROM technical_features WHERE symbol = ?1 AND timeframe = ?2 AND open_time < ?3
             ORDER BY open_time DESC LIMIT 1) AS versionBefore,
           (SELECT max(open_time) FROM technical_features WHERE symbol = ?1 AND timeframe = ?2) AS featuresThrough`,
      )
      .bind(symbol, timeframe, from),
  ]);
  // The columns of the statements above: D1 cannot know them.
  const end = ends?.results[0] as Omit<HotWindow, "before" | "bars"> | undefined;
  return {
    before: ((before?.results ?? []) as FeatureBar[]).reverse(),
    bars: (bars?.results ?? []) as FeatureBar[],
    coldThrough: end?.coldThrough ?? null,
    newest: end?.newest ?? null,
    versionBefore: end?.versionBefore ?? null,
    featuresThrough: end?.featuresThrough ?? null,
  };
}
