import type { PriceBar } from "../../indicators/kernel.ts";
import { featureRow } from "../feature-row.ts";

/** Digests of `goldenText`, by the catalog's version. A version that has been released keeps its digest for ever. */
export const GOLDEN: Readonly<Record<number, string>> = {
  1: "d891f00fe5de5d18",
  2: "c3fb3bfe14da2fb3",
};

/** Every row of a series made of whole numbers, the same in every engine: moves, stands still, and trades or not. */
export function goldenText(): string {
  let seed = 20_240_808;
  const draw = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  let close = 6_000_000;
  const bars = Array.from({ length: 900 }, (_, i): PriceBar => {
    const isIdle = i % 150 > 120;
    const open = close;
    close += isIdle ? 0 : draw(40_001) - 20_000;
    const high = Math.max(open, close) + (isIdle ? 0 : draw(9_000));
    const low = Math.min(open, close) - (isIdle ? 0 : draw(9_000));
    const volume = isIdle ? 0 : draw(1_000_000_000);
    return {
      openTime: 1_700_000_000_000 + i * 60_000,
      ...{ open: open / 100, high: high / 100, low: low / 100, close: close / 100, volume: volume / 100_000 },
    };
  });
  return JSON.stringify(bars.map((_, i) => featureRow(bars, i)));
}

/** 64 bits of a text (FNV-1a in two halves), as hex. */
export function digestOf(text: string): string {
  let even = 0x811c9dc5;
  let odd = 0x1b873593;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (i % 2 === 0) even = Math.imul(even ^ code, 0x01000193);
    else odd = Math.imul(odd ^ code, 0x01000193);
  }
  return [even, odd].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}
