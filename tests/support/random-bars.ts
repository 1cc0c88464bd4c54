import fc from "fast-check";
import type { PriceBar } from "../../market/indicators/kernel.ts";

const START = 1_700_000_000_000;

/** A bar that opens `minute` minutes after some start: prices in cents, sometimes flat, sometimes without volume. */
const step = fc.record({
  move: fc.integer({ min: -300, max: 300 }),
  up: fc.integer({ min: 0, max: 200 }),
  down: fc.integer({ min: 0, max: 200 }),
  volume: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 1_000_000_000 }) },
    { weight: 1, arbitrary: fc.constant(0) },
  ),
  idle: fc.boolean(),
});

/** Series of bars, sound in themselves, with stretches in which nothing moves, and gaps in time. */
export function randomBars(minLength: number, maxLength: number): fc.Arbitrary<PriceBar[]> {
  return fc.array(step, { minLength, maxLength }).map((steps) => {
    let close = 50_000;
    let minute = 0;
    return steps.map(({ move, up, down, volume, idle }) => {
      const open = close;
      close = idle ? open : Math.max(1_000, open + move);
      minute += idle ? 3 : 1;
      return {
        openTime: START + minute * 60_000,
        open: open / 100,
        high: (Math.max(open, close) + (idle ? 0 : up)) / 100,
        low: (Math.min(open, close) - (idle ? 0 : down)) / 100,
        close: close / 100,
        volume: idle ? 0 : volume / 1_000,
      };
    });
  });
}
