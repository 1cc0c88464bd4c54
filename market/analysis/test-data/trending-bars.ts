import type { PriceBar } from "../../indicators/kernel.ts";
import { TIMEFRAME_MS, type Timeframe } from "../../time/timeframe.ts";

/**
 * A series of bars with trends, ranges and bursts of volume, moving enough to be worth its costs; always the same for
 * a seed.
 */
export function trendingBars(seed: number, timeframe: Timeframe, start: number, count: number): PriceBar[] {
  let state = seed >>> 0;
  // A linear congruential generator (Numerical Recipes): plain, and alike in every engine.
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  const cents = (price: number) => Math.round(price * 100) / 100;
  let close = 1_000;
  let drift = 0;
  return Array.from({ length: count }, (_, i) => {
    if (i % 60 === 0) drift = (random() - 0.5) * 0.006;
    const open = close;
    close = cents(Math.max(100, open * (1 + drift + (random() - 0.5) * 0.02)));
    const reach = open * 0.006;
    return {
      openTime: start + i * TIMEFRAME_MS[timeframe],
      open,
      high: cents(Math.max(open, close) + random() * reach),
      low: cents(Math.min(open, close) - random() * reach),
      close,
      volume: cents(10 + 20 * random() + (random() < 0.1 ? 60 : 0)),
    };
  });
}
