import { pushWilder, type WilderPart, wilderPart } from "./wilder.ts";

/** Wilder's relative strength of a series of numbers. */
export interface RsiPart {
  previous: number | null;
  readonly gains: WilderPart;
  readonly losses: WilderPart;
}

export function rsiPart(period: number): RsiPart {
  return { previous: null, gains: wilderPart(period), losses: wilderPart(period) };
}

/** Takes `x` in. @returns 100 × gains / (gains + losses), 0 where nothing moved; null until n changes are known. */
export function pushRsi(rsi: RsiPart, x: number): number | null {
  const { previous } = rsi;
  rsi.previous = x;
  if (previous === null) return null;
  const change = x - previous;
  const gain = pushWilder(rsi.gains, change > 0 ? change : 0);
  const loss = pushWilder(rsi.losses, change < 0 ? -change : 0);
  if (gain === null || loss === null) return null;
  const moved = gain + loss;
  return moved === 0 ? 0 : 100 * (gain / moved);
}
