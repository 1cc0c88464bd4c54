import { WickError } from "../../contract/errors.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";

/** Where a page of detections ended: at a bar, behind so many of its detections. */
export interface PatternCursor {
  readonly time: EpochMs;
  readonly skip: number;
}

export function writePatternCursor({ time, skip }: PatternCursor): string {
  return btoa(`p${time}.${skip}`).replaceAll("=", "");
}

/** @throws WickError invalid_input */
export function readPatternCursor(cursor: string): PatternCursor {
  const match = /^p(\d{1,16})\.(\d{1,3})$/.exec(decoded(cursor));
  if (match === null) {
    throw new WickError("invalid_input", "The cursor is not one of ours.", {
      errors: [{ path: "cursor", message: "unknown cursor" }],
    });
  }
  return { time: Number(match[1]), skip: Number(match[2]) };
}

function decoded(text: string): string {
  try {
    return atob(text);
  } catch {
    return "";
  }
}
