import type { Bias, PatternId } from "./detection.ts";
import type { Rule } from "./rule.ts";
import { doji, dragonflyDoji, gravestoneDoji, longLeggedDoji } from "./rules/doji.ts";
import { bearishEngulfing, bearishHarami, bullishEngulfing, bullishHarami } from "./rules/engulfing.ts";
import { hammer, hangingMan, invertedHammer, shootingStar } from "./rules/hammer.ts";
import { bearishMarubozu, bullishMarubozu } from "./rules/marubozu.ts";
import { darkCloudCover, piercing } from "./rules/piercing.ts";
import { eveningStar, morningStar } from "./rules/star.ts";
import { threeBlackCrows, threeWhiteSoldiers } from "./rules/three.ts";
import { tweezerBottom, tweezerTop } from "./rules/tweezers.ts";

/** What move before a pattern makes it stronger: one against its signal, one along it, or any. */
export type Nature = "reversal" | "continuation" | "indecision";

/** All that is to be known of a pattern. */
export interface PatternDefinition {
  readonly title: string;
  readonly signal: Bias;
  readonly nature: Nature;
  /** Bars it covers. */
  readonly bars: number;
  /** Bars that must lie before the completing one, as TA-Lib has them: 10 for the averages, and those looked at. */
  readonly lookback: number;
  /** TA-Lib's function; null where the rule is our own. */
  readonly talib: string | null;
  /** The rule in words; "usual" is the mean of the 10 bars before the bar that is spoken of. */
  readonly words: string;
  readonly rule: Rule;
}

const BASE = { bars: 1, nature: "reversal" } as const;
const DOJI = { bars: 1, nature: "indecision", signal: "neutral", lookback: 10 } as const;
const MARUBOZU = { bars: 1, nature: "continuation", lookback: 10, talib: "CDLMARUBOZU" } as const;
const HAMMER = { ...BASE, lookback: 11 } as const;
const ENGULFING = { ...BASE, bars: 2, lookback: 2, talib: "CDLENGULFING" } as const;
const HARAMI = { ...BASE, bars: 2, lookback: 11, talib: "CDLHARAMI" } as const;
const PAIR = { ...BASE, bars: 2, lookback: 11 } as const;
const STAR = { ...BASE, bars: 3, lookback: 12 } as const;
const TWEEZERS = { ...BASE, bars: 2, lookback: 11, talib: null } as const;

/** Every pattern there is. */
export const PATTERN_DEFINITIONS: Readonly<Record<PatternId, PatternDefinition>> = {
  doji: {
    ...{ ...DOJI, title: "Doji", talib: "CDLDOJI", rule: doji },
    words: "The body is at most a tenth of the usual range.",
  },
  dragonflyDoji: {
    ...{ ...DOJI, title: "Dragonfly doji", talib: "CDLDRAGONFLYDOJI", rule: dragonflyDoji },
    words: "A doji whose upper shadow is under a tenth of the usual range, and whose lower one is over it.",
  },
  gravestoneDoji: {
    ...{ ...DOJI, title: "Gravestone doji", talib: "CDLGRAVESTONEDOJI", rule: gravestoneDoji },
    words: "A doji whose lower shadow is under a tenth of the usual range, and whose upper one is over it.",
  },
  longLeggedDoji: {
    ...{ ...DOJI, title: "Long-legged doji", talib: "CDLLONGLEGGEDDOJI", rule: longLeggedDoji },
    words: "A doji with a shadow longer than its body.",
  },
  hammer: {
    ...{ ...HAMMER, title: "Hammer", signal: "bullish", talib: "CDLHAMMER", rule: hammer },
    words:
      "A body shorter than usual, a lower shadow longer than it, hardly an upper one (under a tenth of the usual " +
      "range), and the body's lower end near or below the low before (within a fifth of the mean range of 5 bars).",
  },
  invertedHammer: {
    ...{ ...HAMMER, title: "Inverted hammer", signal: "bullish" },
    ...{ talib: "CDLINVERTEDHAMMER", rule: invertedHammer },
    words:
      "A body shorter than usual that lies wholly below the body before, an upper shadow longer than it, and hardly " +
      "a lower one (under a tenth of the usual range).",
  },
  hangingMan: {
    ...{ ...HAMMER, title: "Hanging man", signal: "bearish", talib: "CDLHANGINGMAN", rule: hangingMan },
    words:
      "As a hammer, but the body's lower end is near or above the high before (within a fifth of the mean range of " +
      "5 bars).",
  },
  shootingStar: {
    ...{ ...HAMMER, title: "Shooting star", signal: "bearish" },
    ...{ talib: "CDLSHOOTINGSTAR", rule: shootingStar },
    words:
      "A body shorter than usual that lies wholly above the body before, an upper shadow longer than it, and hardly " +
      "a lower one (under a tenth of the usual range).",
  },
  bullishEngulfing: {
    ...{ ...ENGULFING, title: "Bullish engulfing", signal: "bullish", rule: bullishEngulfing },
    words:
      "A white body that contains the black body before; one end may match (then the pattern counts four fifths).",
  },
  bearishEngulfing: {
    ...{ ...ENGULFING, title: "Bearish engulfing", signal: "bearish", rule: bearishEngulfing },
    words:
      "A black body that contains the white body before; one end may match (then the pattern counts four fifths).",
  },
  bullishHarami: {
    ...{ ...HARAMI, title: "Bullish harami", signal: "bullish", rule: bullishHarami },
    words:
      "A body no longer than usual within the black body before, which is longer than usual; one end may match " +
      "(then the pattern counts four fifths).",
  },
  bearishHarami: {
    ...{ ...HARAMI, title: "Bearish harami", signal: "bearish", rule: bearishHarami },
    words:
      "A body no longer than usual within the white body before, which is longer than usual; one end may match " +
      "(then the pattern counts four fifths).",
  },
  piercing: {
    ...{ ...PAIR, title: "Piercing line", signal: "bullish", talib: "CDLPIERCING", rule: piercing },
    words:
      "A long black body, then a long white one that opens below the low before and closes in the upper half of the " +
      "black body.",
  },
  darkCloudCover: {
    ...{ ...PAIR, title: "Dark cloud cover", signal: "bearish" },
    ...{ talib: "CDLDARKCLOUDCOVER", rule: darkCloudCover },
    words:
      "A long white body, then a black one that opens above the high before and closes in the lower half of the " +
      "white body.",
  },
  morningStar: {
    ...{ ...STAR, title: "Morning star", signal: "bullish", talib: "CDLMORNINGSTAR", rule: morningStar },
    words:
      "A long black body, a short one wholly below it, then a white body longer than usual that closes above the " +
      "lowest 30 % of the first body.",
  },
  eveningStar: {
    ...{ ...STAR, title: "Evening star", signal: "bearish", talib: "CDLEVENINGSTAR", rule: eveningStar },
    words:
      "A long white body, a short one wholly above it, then a black body longer than usual that closes below the " +
      "highest 30 % of the first body.",
  },
  threeWhiteSoldiers: {
    ...{ ...STAR, title: "Three white soldiers", signal: "bullish" },
    ...{ talib: "CDL3WHITESOLDIERS", rule: threeWhiteSoldiers },
    words:
      "Three white bodies that close ever higher with hardly an upper shadow; each opens above the open before and " +
      "not far above the close before, none is far shorter than the one before, and the last is longer than usual.",
  },
  threeBlackCrows: {
    ...{ ...STAR, lookback: 13, title: "Three black crows", signal: "bearish" },
    ...{ talib: "CDL3BLACKCROWS", rule: threeBlackCrows },
    words:
      "After a white bar three black bodies that close ever lower with hardly a lower shadow; the first closes below " +
      "the white bar's high, the others open within the body before.",
  },
  bullishMarubozu: {
    ...{ ...MARUBOZU, title: "Bullish marubozu", signal: "bullish", rule: bullishMarubozu },
    words: "A white body longer than usual, with both shadows under a tenth of the usual range.",
  },
  bearishMarubozu: {
    ...{ ...MARUBOZU, title: "Bearish marubozu", signal: "bearish", rule: bearishMarubozu },
    words: "A black body longer than usual, with both shadows under a tenth of the usual range.",
  },
  tweezerTop: {
    ...{ ...TWEEZERS, title: "Tweezer top", signal: "bearish", rule: tweezerTop },
    words:
      "A white bar whose high is above the highs of the 10 bars before, then a black bar with the same high: within " +
      "a twentieth of the mean range of the 5 bars before the first.",
  },
  tweezerBottom: {
    ...{ ...TWEEZERS, title: "Tweezer bottom", signal: "bullish", rule: tweezerBottom },
    words:
      "A black bar whose low is below the lows of the 10 bars before, then a white bar with the same low: within " +
      "a twentieth of the mean range of the 5 bars before the first.",
  },
};
