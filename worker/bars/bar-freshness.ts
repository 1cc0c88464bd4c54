import type { BarPage, BarQuery } from "../../contract/hub.ts";
import { type EpochMs, TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import type { PagePolicy } from "../cache/page-cache.ts";
import { CACHE_CONTROL } from "../respond.ts";

/** In the isolate: a correction that was announced is seen a second later at the latest. */
const BRIEF: PagePolicy = { freshMs: 1_000, staleMs: 0 };

export interface Freshness {
  readonly cacheControl: string;
  readonly policy: PagePolicy;
}

/**
 * How long a page of bars may be kept: for ever when the range is closed, whole and settled by the exchange's own
 * clock, which may be years behind ours; seconds while a correction may come; a second while it forms.
 */
export function freshnessOf(
  query: BarQuery,
  page: BarPage,
  feed: "binance" | "push",
  now: EpochMs,
): Freshness {
  const closed = query.to !== undefined && query.to + TIMEFRAME_MS[query.timeframe] < now;
  const final = page.bars.every((bar) => bar.final);
  if (!closed || !final) return { cacheControl: CACHE_CONTROL.forming, policy: BRIEF };
  // A push symbol can be corrected at any age; an exchange's bars are settled after days.
  if (feed === "binance" && settled(query, page)) {
    return { cacheControl: CACHE_CONTROL.immutable, policy: { freshMs: 3_600_000, staleMs: 0 } };
  }
  return { cacheControl: CACHE_CONTROL.closed, policy: BRIEF };
}

/** The page holds every bar between its ends, reaches its range's bounds or its limit, and no correction is expected. */
function settled(query: BarQuery, page: BarPage): boolean {
  const { bars } = page;
  const first = bars[0];
  const last = bars.at(-1);
  if (first === undefined || last === undefined || page.settled !== true) return false;
  const step = TIMEFRAME_MS[query.timeframe];
  if (last.openTime - first.openTime !== (bars.length - 1) * step) return false;
  const full = bars.length === query.limit;
  const reachesFrom = query.from === undefined ? full : first.openTime - query.from < step;
  const reachesTo =
    full && query.from !== undefined ? true : query.to !== undefined && query.to - last.openTime < step;
  return reachesFrom && reachesTo;
}
