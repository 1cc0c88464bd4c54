/** Milliseconds since the Unix epoch, UTC, on the exchange's clock unless a name says otherwise. */
export type EpochMs = number & { readonly __unit?: "epochMs" };

/** Every bar length Wick knows, shortest first. */
export const TIMEFRAMES = ["1s", "1m", "5m", "15m", "1h", "4h", "12h", "1d"] as const;
export type Timeframe = (typeof TIMEFRAMES)[number];

/** The frames that are rolled up from 1m bars. */
export const ROLLED_TIMEFRAMES = ["5m", "15m", "1h", "4h", "12h", "1d"] as const;
export type RolledTimeframe = (typeof ROLLED_TIMEFRAMES)[number];

/** Length of each timeframe in milliseconds. All divide a UTC day, so bars align to 00:00 UTC. */
export const TIMEFRAME_MS: Readonly<Record<Timeframe, number>> = {
  "1s": 1_000,
  "1m": 60_000,
  "5m": 300_000,
  "15m": 900_000,
  "1h": 3_600_000,
  "4h": 14_400_000,
  "12h": 43_200_000,
  "1d": 86_400_000,
};

export function isTimeframe(text: string): text is Timeframe {
  return Object.hasOwn(TIMEFRAME_MS, text);
}

/** Open time of the bar that holds `time`. */
export function openTimeOf(time: EpochMs, timeframe: Timeframe): EpochMs {
  return time - (time % TIMEFRAME_MS[timeframe]);
}

/** Last millisecond of the bar that opens at `openTime` (the exchange's convention). */
export function closeTimeOf(openTime: EpochMs, timeframe: Timeframe): EpochMs {
  return openTime + TIMEFRAME_MS[timeframe] - 1;
}
