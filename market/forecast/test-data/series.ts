import type { PriceBar } from "../../indicators/kernel.ts";
import { TIMEFRAME_MS, type Timeframe } from "../../time/timeframe.ts";

/** What can happen to a made-up market. */
export interface Weather {
  /** From here on so many bars nothing moves and nothing trades. */
  readonly idle?: readonly [from: number, count: number];
  /** After this bar so many are missing. */
  readonly gap?: readonly [after: number, count: number];
}

/** Bars of a made-up market whose volatility comes and goes; the same ever again. */
export function madeUpBars(
  length: number,
  timeframe: Timeframe,
  seed = 1,
  weather: Weather = {},
): PriceBar[] {
  const draw = drawsOf(seed);
  const step = TIMEFRAME_MS[timeframe];
  const { idle, gap } = weather;
  let close = 20_000;
  let sigma = 0.01;
  let place = 473_000;
  return Array.from({ length }, (_, i) => {
    const isIdle = idle !== undefined && i >= idle[0] && i < idle[0] + idle[1];
    place += gap !== undefined && i === gap[0] + 1 ? gap[1] + 1 : 1;
    sigma = 0.001 + 0.9 * (sigma - 0.001) + 0.002 * draw();
    const open = close;
    const normal = draw() + draw() + draw() + draw() - 2;
    if (!isIdle) close = Math.max(1, Math.round(open * (1 + 1.7 * sigma * normal)));
    const shadow = (size: number) => (isIdle ? 0 : Math.floor(size * sigma * draw()));
    return {
      openTime: place * step,
      open: open / 100,
      high: (Math.max(open, close) + shadow(close)) / 100,
      low: (Math.min(open, close) - shadow(close)) / 100,
      close: close / 100,
      volume: isIdle ? 0 : Math.round(1_000 * (1 + 400 * sigma * draw())) / 1_000,
    };
  });
}

/** Park and Miller's generator: numbers in (0, 1). */
export function drawsOf(seed: number): () => number {
  let state = (seed * 7_919) % 2_147_483_647;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
