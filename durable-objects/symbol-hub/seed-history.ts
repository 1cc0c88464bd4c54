import { barOfKline } from "../../market/bars/sum.ts";
import { openTimeOf, ROLLED_TIMEFRAMES, TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import type { FeedRest } from "../../platform/feeds/feed.ts";
import type { Core } from "./core.ts";

const SEEDED = "seeded";
const BARS = 1_000;
const SEEDS: readonly Timeframe[] = ["1m", ...ROLLED_TIMEFRAMES];

export function isSeeded(core: Core): boolean {
  return core.tables.meta.get(SEEDED) !== undefined;
}

/**
 * Fetches the newest closed klines of every timeframe once, so that a chart opens on history at once. They
 * are the exchange's bars from before our first trade; none of ours is replaced, nothing is announced.
 * @throws FeedError as the requests do; what was read stays, the next call reads it again.
 */
export async function seedHistory(core: Core, rest: FeedRest): Promise<void> {
  for (const timeframe of SEEDS) {
    const { finalThrough } = core.engine.state.minutes;
    if (finalThrough === null) return;
    // The window in progress is ours; what was closed before our first minute is the exchange's.
    const oldest = core.tables.bars.oldest(timeframe);
    const open = openTimeOf(finalThrough + TIMEFRAME_MS["1m"], timeframe);
    const to = (oldest ?? open) - TIMEFRAME_MS[timeframe];
    core.count("rest_requests");
    const klines = await rest.klines({ timeframe, to, limit: BARS, purpose: "seed" });
    core.tables.sql.transaction(() => {
      for (const kline of klines) {
        if (kline.openTime <= to) core.tables.bars.put(timeframe, barOfKline(kline, 0));
      }
    });
  }
  core.tables.meta.put(SEEDED, "1");
}
