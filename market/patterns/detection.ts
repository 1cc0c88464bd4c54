import type { EpochMs } from "../time/timeframe.ts";

/** Every candlestick pattern that is looked for, by its name in URLs and files; rows have its place in this list. */
export const PATTERN_IDS = [
  "doji",
  "dragonflyDoji",
  "gravestoneDoji",
  "longLeggedDoji",
  "hammer",
  "invertedHammer",
  "hangingMan",
  "shootingStar",
  "bullishEngulfing",
  "bearishEngulfing",
  "bullishHarami",
  "bearishHarami",
  "piercing",
  "darkCloudCover",
  "morningStar",
  "eveningStar",
  "threeWhiteSoldiers",
  "threeBlackCrows",
  "bullishMarubozu",
  "bearishMarubozu",
  "tweezerTop",
  "tweezerBottom",
] as const;
export type PatternId = (typeof PATTERN_IDS)[number];

export type Bias = "bullish" | "bearish" | "neutral";

/** A pattern that a final bar completed. */
export interface Detection {
  readonly pattern: PatternId;
  readonly signal: Bias;
  /** 1 to 100, whole; by the formula of docs/spec/patterns.md. */
  readonly strength: number;
  /** Bars it covers, the completing one the last of them. */
  readonly bars: number;
  /** Open time of the bar that completed it. */
  readonly openTime: EpochMs;
  /** One sentence in plain English. */
  readonly description: string;
}
