import type { Timeframe } from "../market/time/timeframe.ts";

/** The timeframes in which pairs are followed live; the others are told over REST alone. */
export const LIVE_PAIR_TIMEFRAMES = ["1s", "1m", "5m"] as const satisfies readonly Timeframe[];
export type LivePairTimeframe = (typeof LIVE_PAIR_TIMEFRAMES)[number];

export function isLivePairTimeframe(text: string): text is LivePairTimeframe {
  return (LIVE_PAIR_TIMEFRAMES as readonly string[]).includes(text);
}
