import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";
import type { FeedRest, RequestPurpose } from "../feeds/feed.ts";

/**
 * Open time of the exchange's newest closed bar, by its own clock; undefined where it has none. @throws FeedError
 */
export async function newestClosed(
  rest: FeedRest,
  timeframe: Timeframe,
  purpose: RequestPurpose = "seed",
): Promise<EpochMs | undefined> {
  const klines = await rest.klines({ timeframe, limit: 2, purpose });
  return klines.findLast(({ closed }) => closed)?.openTime;
}

/** Open time of the exchange's first bar at or after `from`: later where the listing is. @throws FeedError */
export async function oldestFrom(
  rest: FeedRest,
  timeframe: Timeframe,
  from: EpochMs,
): Promise<EpochMs | undefined> {
  const [first] = await rest.klines({ timeframe, from, limit: 1, purpose: "seed" });
  return first?.openTime;
}
