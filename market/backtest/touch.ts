import type { PriceBar } from "../indicators/kernel.ts";

/** Whether a bar with this high and low comes to a level: `way` 1 from below, −1 from above. */
export function reaches(high: number, low: number, level: number, way: 1 | -1): boolean {
  return way === 1 ? high >= level : low <= level;
}

/** Where an order at a level that a bar reaches is filled ([BT-12]): at the level, or at an open beyond it. */
export function touch(
  bar: PriceBar,
  level: number,
  way: 1 | -1,
): { readonly price: number; readonly place: "open" | "level" } {
  const isGap = way === 1 ? bar.open >= level : bar.open <= level;
  return isGap ? { price: bar.open, place: "open" } : { price: level, place: "level" };
}
