import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";
import type { Config } from "../config.ts";

const DAY_MS = 86_400_000;

/**
 * The open time before which bars of a timeframe leave D1; undefined for frames that stay.
 * @param clock the data's own: a recording of long ago is not old to itself.
 */
export function hotLimit(
  config: Pick<Config, "HOT_DAYS_1M" | "HOT_DAYS_5M" | "HOT_DAYS_15M">,
  timeframe: Timeframe,
  clock: EpochMs,
): EpochMs | undefined {
  const days = { "1m": config.HOT_DAYS_1M, "5m": config.HOT_DAYS_5M, "15m": config.HOT_DAYS_15M };
  const kept = timeframe === "1m" || timeframe === "5m" || timeframe === "15m" ? days[timeframe] : undefined;
  return kept === undefined ? undefined : clock - kept * DAY_MS;
}
