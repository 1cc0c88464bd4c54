import type { PriceBar } from "../../indicators/kernel.ts";

/**
 * A series on whole ticks that goes up and down, gaps, stands still and now and then runs: every pattern is in it, and
 * many limits are met exactly. The same in every engine.
 */
export function madeBars(count: number): PriceBar[] {
  let seed = 20_240_808;
  const draw = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  let close = 3_000;
  return Array.from({ length: count }, (_, i): PriceBar => {
    // Runs of three bars in one direction without shadows, so that soldiers and crows march.
    const inRun = i % 40 >= 35;
    const up = (i / 40) % 2 < 1;
    const isStill = i % 400 > 384;
    const gap = isStill || draw(3) > 0 ? 0 : draw(25) - 12;
    const open = Math.max(500, close + (inRun ? (up ? -2 : 2) : gap));
    const size = inRun ? (up ? 1 : -1) * (8 + draw(4)) : draw(5) === 0 ? draw(3) - 1 : draw(41) - 20;
    close = isStill ? open : Math.max(500, open + size);
    const shadow = () => (isStill || inRun || draw(3) === 0 ? 0 : draw(draw(4) === 0 ? 40 : 8));
    return {
      openTime: 1_700_000_000_000 + i * 60_000,
      open: open / 100,
      high: (Math.max(open, close) + shadow()) / 100,
      low: (Math.min(open, close) - shadow()) / 100,
      close: close / 100,
      volume: isStill ? 0 : (1 + draw(1_000_000)) / 1_000,
    };
  });
}
