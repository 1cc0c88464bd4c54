import type { PriceBar } from "../../indicators/kernel.ts";
import { initMemory, type Summing } from "../candle-memory.ts";
import { PATTERN_DEFINITIONS } from "../definitions.ts";
import { detect } from "../detect.ts";
import { PATTERN_IDS } from "../detection.ts";

/** Of each function of TA-Lib the bars where it is not 0, and what it is there, oldest first. */
export type TalibHits = Readonly<Record<string, readonly (readonly [index: number, value: number])[]>>;

/** What the engine says of a series, in TA-Lib's terms. */
export function hitsOf(bars: readonly PriceBar[], summing: Summing): TalibHits {
  const hits: Record<string, [number, number][]> = {};
  for (const id of PATTERN_IDS) {
    const { talib } = PATTERN_DEFINITIONS[id];
    if (talib !== null) hits[talib] = [];
  }
  const memory = initMemory(summing);
  for (const [i, bar] of bars.entries()) {
    detect(memory, bar, ({ definition: { talib, signal } }, form) => {
      if (talib !== null) hits[talib]?.push([i, 100 * form * (signal === "bearish" ? -1 : 1)]);
    });
  }
  return hits;
}

/** The same as short text: `"12 40- 41~ 52-~"` of a function, `-` where bearish, `~` where bodies share an end. */
export function hitText(hits: TalibHits): Record<string, string> {
  return Object.fromEntries(
    Object.entries(hits).map(([name, list]) => [
      name,
      list.map(([i, value]) => `${i}${value < 0 ? "-" : ""}${Math.abs(value) < 100 ? "~" : ""}`).join(" "),
    ]),
  );
}
