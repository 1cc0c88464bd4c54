import type { CoreKey } from "../indicators/core-set.ts";

/**
 * What the reading of an indicator can say, as far as a rule may wait for it. Running balances (OBV) are left out: what
 * is said of them rests on far more bars than are read for a rule.
 */
export const READING_STATES = {
  rsi: ["overbought", "oversold", "back below 70", "back above 30"],
  mfi: ["overbought", "oversold", "back below 80", "back above 20"],
  cci: ["overbought", "oversold", "back below 100", "back above −100"],
  williamsR: ["overbought", "oversold", "back below −20", "back above −80"],
  macd: ["crossed above signal", "crossed below signal"],
  supertrend: ["flipped up", "flipped down"],
  psar: ["flipped up", "flipped down"],
  bollinger: ["above the upper band", "below the lower band", "squeeze"],
  keltner: ["breakout above", "breakout below"],
  donchian: ["breakout above", "breakout below"],
  relativeVolume: ["spike", "quiet"],
} as const satisfies Partial<Record<CoreKey, readonly string[]>>;

export type ReadableKey = keyof typeof READING_STATES;

export function isReadableKey(key: string): key is ReadableKey {
  return Object.hasOwn(READING_STATES, key);
}

export function hasReadingState(key: ReadableKey, state: string): boolean {
  return (READING_STATES[key] as readonly string[]).includes(state);
}
