import { ANALYSED_TIMEFRAMES } from "../../contract/channels.ts";
import { analysisNeededFrom } from "../../market/analysis/series-analysis.ts";
import { barOfKline } from "../../market/bars/sum.ts";
import { openTimeOf, TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import type { FeedRest } from "../../platform/feeds/feed.ts";
import type { Core } from "./core.ts";

const SEEDED = "seeded";
/** What is fetched is what this version of the analytics needs: another one fetches what is missing before it. */
const VERSION = "3";
const PAGE = 1_000;

export function isSeeded(core: Core): boolean {
  return core.tables.meta.get(SEEDED) === VERSION;
}

/**
 * Fetches closed klines of every timeframe once, as far back as indicators and patterns need them ([ANA-4]), so that
 * a chart opens on history and analytics are whole at once. They are the exchange's bars from before our first trade;
 * none of ours is replaced, nothing is announced.
 * @throws FeedError as the requests do; the pages that were read stay, the next call goes on behind them.
 */
export async function seedHistory(core: Core, rest: FeedRest): Promise<void> {
  for (const timeframe of ANALYSED_TIMEFRAMES) {
    const length = TIMEFRAME_MS[timeframe];
    for (;;) {
      const { finalThrough } = core.engine.state.minutes;
      if (finalThrough === null) return;
      // The window in progress is ours; what was closed before our first minute is the exchange's.
      const open = openTimeOf(finalThrough + TIMEFRAME_MS["1m"], timeframe);
      const to = (core.tables.bars.oldest(timeframe) ?? open) - length;
      const missing = Math.floor((to - analysisNeededFrom(timeframe, open)) / length) + 1;
      const limit = Math.min(PAGE, missing);
      if (limit <= 0) break;
      core.count("rest_requests");
      const klines = await rest.klines({ timeframe, to, limit, purpose: "seed" });
      const older = klines.filter((kline) => kline.openTime <= to);
      core.tables.sql.transaction(() => {
        for (const kline of older) core.tables.bars.put(timeframe, barOfKline(kline, 0));
      });
      // The exchange has no older ones.
      if (older.length < limit) break;
    }
  }
  core.tables.meta.put(SEEDED, VERSION);
}
