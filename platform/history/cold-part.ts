import { WickError } from "../../contract/errors.ts";
import type { Bar } from "../../market/bars/bar.ts";
import { type Draft, neededOf, type Part, type Unknown } from "../../market/history/draft.ts";
import { TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import type { ColdBars } from "../cold/cold-bars.ts";
import type { ColdObject } from "../cold/cold-index.ts";
import { errorText, log } from "../telemetry/log.ts";

/** A part, and the stretch that could not be read where there is one. */
export interface PartRead {
  readonly part: Part;
  readonly unknown?: Unknown;
}

/**
 * Bars from R2, as far as the draft needs them: forward until there are enough, backward in windows that grow.
 * Never rejects.
 */
export async function readCold(
  cold: ColdBars,
  objects: readonly ColdObject[],
  timeframe: Timeframe,
  draft: Draft,
): Promise<PartRead> {
  return draft.wish.forward
    ? await forward(cold, objects, timeframe, draft)
    : await backward(cold, objects, timeframe, draft);
}

async function forward(
  cold: ColdBars,
  objects: readonly ColdObject[],
  timeframe: Timeframe,
  draft: Draft,
): Promise<PartRead> {
  const needed = neededOf(draft);
  const { limit } = draft.wish;
  const bars: Bar[] = [];
  try {
    for await (const batch of cold.read(objects, timeframe, needed)) {
      bars.push(...batch);
      if (bars.length > limit) return { part: { bars, cutAt: bars.at(-1)?.openTime ?? null } };
    }
    return { part: { bars, cutAt: null } };
  } catch (error) {
    const from = (bars.at(-1)?.openTime ?? needed.from - 1) + 1;
    return { part: { bars, cutAt: null }, unknown: { from, to: needed.to, error: unavailable(error) } };
  }
}

async function backward(
  cold: ColdBars,
  objects: readonly ColdObject[],
  timeframe: Timeframe,
  draft: Draft,
): Promise<PartRead> {
  const needed = neededOf(draft);
  const { limit } = draft.wish;
  const oldest = Math.max(needed.from, objects[0]?.firstTime ?? 0);
  let bars: readonly Bar[] = [];
  let to = Math.min(needed.to, objects.at(-1)?.lastTime ?? 0);
  let span = limit * TIMEFRAME_MS[timeframe];
  while (to >= oldest) {
    const from = Math.max(oldest, to - span + 1);
    try {
      const window: Bar[] = [];
      for await (const batch of cold.read(objects, timeframe, { from, to })) window.push(...batch);
      bars = [...window, ...bars];
    } catch (error) {
      return { part: { bars, cutAt: null }, unknown: { from: needed.from, to, error: unavailable(error) } };
    }
    if (bars.length > limit) return { part: { bars, cutAt: bars[0]?.openTime ?? null } };
    to = from - 1;
    span *= 2;
  }
  return { part: { bars, cutAt: null } };
}

function unavailable(cause: unknown): WickError {
  log({ event: "part_failed", part: "cold bars", error: errorText(cause) });
  return new WickError("unavailable", "Older bars cannot be read right now.", { cause });
}
