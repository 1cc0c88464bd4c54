import type { History } from "../../contract/history.ts";
import type { BarQuery } from "../../contract/hub.ts";
import type { Bar } from "../../market/bars/bar.ts";
import { type PriceStats, priceStats, type StatsBar } from "../../market/pairs/price-stats.ts";
import { nextCursor } from "../bars/bar-request.ts";
import type { PairSymbol } from "./joined-page.ts";

export interface StatsPage {
  /** Oldest first. */
  readonly stats: readonly PriceStats[];
  readonly cursor: string | null;
}

/**
 * Statistics of the windows that end at each final bar of a page. A window at the beginning of a series has fewer bars,
 * and says so.
 * @throws WickError as History does.
 */
export async function statsPage(
  history: History,
  { symbol, feed }: PairSymbol,
  window: number,
  query: BarQuery,
): Promise<StatsPage> {
  const page = await history.page(symbol, feed, { ...query, forming: false });
  const first = page.bars[0];
  if (first === undefined) return { stats: [], cursor: null };
  const before =
    first.openTime === 0 || window === 1
      ? []
      : (
          await history.page(symbol, feed, {
            timeframe: query.timeframe,
            to: first.openTime - 1,
            limit: window - 1,
          })
        ).bars;
  const all = [...before, ...page.bars].map(statsBarOf);
  const stats = page.bars.map((_, i) => {
    const end = before.length + i + 1;
    return priceStats(all.slice(Math.max(0, end - window), end), query.timeframe);
  });
  return { stats, cursor: nextCursor(query, page) };
}

function statsBarOf({ openTime, close, volume, quoteVolume, revision }: Bar): StatsBar {
  return {
    openTime,
    close: Number(close),
    volume: Number(volume),
    quoteVolume: Number(quoteVolume),
    revision,
  };
}
