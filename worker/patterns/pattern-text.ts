import type { z } from "zod";
import type { DetectionListSchema, PatternCatalogSchema } from "../../contract/rest/patterns.ts";
import { PATTERN_DEFINITIONS } from "../../market/patterns/definitions.ts";
import { PATTERN_IDS } from "../../market/patterns/detection.ts";
import { detectionsOf } from "../../market/patterns/finding.ts";
import { PATTERN_LEAD, PATTERN_VERSION } from "../../market/patterns/pattern-engine.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { writePatternCursor } from "./pattern-cursor.ts";
import type { PatternPage } from "./pattern-page.ts";

/** A page of detections as REST answers it. */
export function detectionList(
  about: { readonly symbol: string; readonly timeframe: Timeframe },
  { found, newest, searchedFrom, next }: PatternPage,
): z.infer<typeof DetectionListSchema> {
  return {
    ...about,
    version: PATTERN_VERSION,
    patterns: found.flatMap(({ bar: { openTime, closeTime, revision }, finding }) =>
      detectionsOf([finding], openTime).map((detection) => ({
        ...detection,
        ...{ closeTime, final: true as const, revision },
      })),
    ),
    searchedFrom,
    asOf: newest?.closeTime ?? null,
    cursor: next === null ? null : writePatternCursor(next),
  };
}

/** The catalog as REST answers it. */
export function patternCatalog(): z.infer<typeof PatternCatalogSchema> {
  return {
    version: PATTERN_VERSION,
    lead: PATTERN_LEAD,
    patterns: PATTERN_IDS.map((id) => {
      const { title, signal, bars, nature, lookback, talib, words } = PATTERN_DEFINITIONS[id];
      return { id, title, signal, bars, nature, lookback, talib, rule: words };
    }),
  };
}
