import type { PriceBar } from "../../market/indicators/kernel.ts";
import { TIMEFRAME_MS } from "../../market/time/timeframe.ts";

/** Six-hour bars of a made-up market, the same ever again: it moves, stands still, and trades or not. */
export function referenceWalk(length: number): PriceBar[] {
  let seed = 4_271;
  const draw = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  let close = 10_000;
  return Array.from({ length }, (_, i) => {
    const isIdle = i % 60 > 52;
    const open = close;
    close += isIdle ? 0 : draw(301) - 150;
    return {
      openTime: 1_700_000_000_000 + i * 6 * TIMEFRAME_MS["1h"],
      open: open / 100,
      high: (Math.max(open, close) + (isIdle ? 0 : draw(90))) / 100,
      low: (Math.min(open, close) - (isIdle ? 0 : draw(90))) / 100,
      close: close / 100,
      volume: isIdle ? 0 : (1_000 + draw(400_000)) / 1_000,
    };
  });
}
