import { addTo, type ExactSum, exactSum, totalOf } from "./exact-sum.ts";

/** The running balance of volume. */
export interface ObvPart {
  previousClose: number | null;
  readonly balance: ExactSum;
}

export function obvPart(): ObvPart {
  return { previousClose: null, balance: exactSum() };
}

/** Takes a bar in. @returns the balance: the first bar's volume, then plus or minus each bar's by its close. */
export function pushObv(obv: ObvPart, close: number, volume: number): number {
  const previous = obv.previousClose;
  obv.previousClose = close;
  if (previous === null || close > previous) addTo(obv.balance, volume);
  else if (close < previous) addTo(obv.balance, -volume);
  return totalOf(obv.balance);
}
