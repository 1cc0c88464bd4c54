import type { History, SeriesName } from "../../contract/history.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";
import { type FeatureBar, type HotWindow, readHotWindow } from "../../platform/d1/hot-window.ts";
import { LEAD } from "./stored-rows.ts";

/** Final bars of a series and those before them. */
export interface SeriesBars {
  readonly before: readonly FeatureBar[];
  readonly bars: readonly FeatureBar[];
  /** Open time of the newest bar that is stored; null where none is. */
  readonly newest: EpochMs | null;
  /** Version of the rows of features before `from`; null where there are none. */
  readonly versionBefore: number | null;
  /** Open time of the series' newest features; null where there are none. */
  readonly featuresThrough: EpochMs | null;
  /** All of it was read of D1. */
  readonly isHot: boolean;
}

/**
 * At most `limit` stored bars from `from` on, and what their features need before them. Read of D1 alone where that
 * has them all, which is nearly always; else, where part of it has moved to the cold store, of the history.
 * @throws WickError as History does.
 */
export async function readSeriesBars(
  ports: { readonly db: D1Database; readonly history: History },
  series: SeriesName,
  from: EpochMs,
  limit: number,
): Promise<SeriesBars> {
  const { symbol, timeframe, feed } = series;
  const hot = await readHotWindow(ports.db, symbol, timeframe, from, { before: LEAD, bars: limit });
  if (hot.newest === null || isWhole(hot)) return { ...hot, isHot: true };
  const { bars: before } = await ports.history.page(symbol, feed, { timeframe, to: from - 1, limit: LEAD });
  const bars: FeatureBar[] = [];
  for await (const batch of ports.history.read(series, { from, to: hot.newest })) {
    bars.push(...batch.slice(0, limit - bars.length));
    if (bars.length >= limit) break;
  }
  return { ...hot, before, bars, isHot: false };
}

/** D1 has everything from the window's first bar on: what is cold lies before it. */
function isWhole({ before, coldThrough }: HotWindow): boolean {
  const first = before[0];
  return (
    coldThrough === null || (before.length === LEAD && first !== undefined && first.openTime > coldThrough)
  );
}
