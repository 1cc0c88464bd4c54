import type { Levels, Side } from "./signal.ts";
import type { SignalRules } from "./weights.ts";

/** 1 where a rise is in the side's favour, −1 where a fall is. */
export function directionOf(side: Side): 1 | -1 {
  return side === "BUY" ? 1 : -1;
}

/**
 * Entry zone, stop and targets around a close ([SIG-20]). Quote units.
 * @returns null where they are not worth the name: no ATR, or one that leads below a price of nothing.
 */
export function levelsAt(side: Side, close: number, atr: number | null, rules: SignalRules): Levels | null {
  if (atr === null || !(atr > 0) || !(close > 0)) return null;
  const { zone, stopAtr, targetsAtr } = rules.levels;
  const step = directionOf(side) * atr;
  const stopLoss = close - step * stopAtr;
  const takeProfits = [
    close + step * targetsAtr[0],
    close + step * targetsAtr[1],
    close + step * targetsAtr[2],
  ] as const;
  // An ATR too small for the price's doubles makes no levels, one too large leaves none above zero.
  if (stopLoss === close || stopLoss <= 0 || takeProfits[2] <= 0) return null;
  return {
    entry: close,
    entryLow: close * (1 - zone),
    entryHigh: close * (1 + zone),
    stopLoss,
    takeProfits,
    atr,
    riskReward: targetsAtr[0] / stopAtr,
  };
}
