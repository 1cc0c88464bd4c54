import { WickError } from "../../contract/errors.ts";
import type { Stretch } from "../../market/backfill/stretch.ts";
import type { Bar } from "../../market/bars/bar.ts";
import type { Part, Unknown, Wish } from "../../market/history/draft.ts";
import { TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import type { ColdBars } from "../cold/cold-bars.ts";
import type { ColdObject } from "../cold/cold-index.ts";
import { errorText, log } from "../telemetry/log.ts";

/** A part, and the stretch that could not be read where there is one. */
export interface PartRead extends Part {
  readonly unknown?: Unknown;
}

export interface ColdAsk {
  readonly cold: ColdBars;
  /** Oldest first. */
  readonly objects: readonly ColdObject[];
  readonly timeframe: Timeframe;
  readonly wish: Wish;
}

/** Bars from R2, as many as the wish needs: forward until there are enough, backward in windows. Never rejects. */
export async function readCold(ask: ColdAsk, wanted: Stretch): Promise<PartRead> {
  return ask.wish.forward ? await forward(ask, wanted) : await backward(ask, wanted);
}

async function forward({ cold, objects, timeframe, wish }: ColdAsk, wanted: Stretch): Promise<PartRead> {
  const bars: Bar[] = [];
  try {
    for await (const batch of cold.read(objects, timeframe, wanted)) {
      bars.push(...batch);
      if (bars.length > wish.limit) return { bars, cutAt: bars.at(-1)?.openTime ?? null };
    }
    return { bars, cutAt: null };
  } catch (error) {
    const from = (bars.at(-1)?.openTime ?? wanted.from - 1) + 1;
    return { bars, cutAt: null, unknown: { from, to: wanted.to, error: unavailable(error) } };
  }
}

async function backward({ cold, objects, timeframe, wish }: ColdAsk, wanted: Stretch): Promise<PartRead> {
  let bars: readonly Bar[] = [];
  let { to } = wanted;
  // Outages make a window hold less than it could: the next one is longer.
  let span = wish.limit * TIMEFRAME_MS[timeframe];
  while (to >= wanted.from) {
    const from = Math.max(wanted.from, to - span + 1);
    try {
      const window: Bar[] = [];
      for await (const batch of cold.read(objects, timeframe, { from, to })) window.push(...batch);
      bars = [...window, ...bars];
    } catch (error) {
      return { bars, cutAt: null, unknown: { from: wanted.from, to, error: unavailable(error) } };
    }
    if (bars.length >= wish.limit && from > wanted.from) return { bars, cutAt: from };
    to = from - 1;
    span *= 2;
  }
  return { bars, cutAt: null };
}

function unavailable(cause: unknown): WickError {
  log({ event: "part_failed", part: "cold bars", error: errorText(cause) });
  return new WickError("unavailable", "Older bars cannot be read right now.", { cause });
}
