import { barsIn, missingRuns, type Stretch, without } from "../../market/backfill/stretch.ts";
import { ColdBars } from "../cold/cold-bars.ts";
import type { ColdObject } from "../cold/cold-index.ts";

/** What tells which bars are in the cold store. */
export interface ColdPorts {
  readonly db: D1Database;
  readonly cold: R2Bucket;
}

/**
 * The runs of bars that an object holds between its first and its last one. By the index alone where none can be
 * missing; one with holes of its own is read. @throws ColdObjectDamaged, or what R2 fails with
 */
export async function runsOf(
  { db, cold }: ColdPorts,
  object: ColdObject,
  stepMs: number,
): Promise<readonly Stretch[]> {
  const span = { from: object.firstTime, to: object.lastTime };
  if (object.rows === barsIn(span, stepMs)) return [span];
  const held = await new ColdBars(db, cold).precedences(object);
  const openTimes = [...held.keys()].sort((a, b) => a - b);
  return without(span, missingRuns(span, openTimes, stepMs), stepMs);
}
