import type { AnalysedTimeframe } from "../../../contract/channels.ts";
import { TIMEFRAMES } from "../../../market/time/timeframe.ts";

/** Whether bars of this length are analysed: all but seconds ([ANA-1]). A test holds it to the contract's list. */
export function isAnalysed(timeframe: string): timeframe is AnalysedTimeframe {
  return timeframe !== "1s";
}

export const ANALYSED_FRAMES: readonly AnalysedTimeframe[] = TIMEFRAMES.filter(isAnalysed);
