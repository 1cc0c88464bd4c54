import { initPatterns, stepPatterns } from "../pattern-engine.ts";
import { madeBars } from "./made-bars.ts";

/**
 * Digests of `goldenDetections`, by `PATTERN_VERSION`. A version that has been released keeps its digest for ever:
 * where it comes out differently, the version has to grow.
 */
export const GOLDEN_PATTERNS: Readonly<Record<number, string>> = { 1: "bb7133aa29f6a3b9" };

/** Every detection of a made series, with strength and description: the same in every engine. */
export function goldenDetections(): string {
  const state = initPatterns();
  return JSON.stringify(madeBars(2_000).map((bar) => stepPatterns(state, bar)));
}
