import { type EpochMs, TIMEFRAME_MS } from "../time/timeframe.ts";
import type { EngineState } from "./engine.ts";
import { MINUTE_GRACE_MS } from "./minutes.ts";

const MINUTE = TIMEFRAME_MS["1m"];
/** How long the stream may take to bring a closed kline before it is asked for to compare it. */
const RECONCILE_AFTER_MS = 20_000;

/** Open times of the first and the last minute of a range. */
export interface MinuteRange {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/**
 * Pending minutes that only the exchange can settle, to be asked for at once: no kline has come though their time
 * is over, and no later trade either, where that would do ([BAR-21] to [BAR-23]).
 */
export function klinesNeeded({ minutes, clock }: EngineState): MinuteRange | undefined {
  return rangeOf(
    minutes.pending
      .filter(
        (minute) =>
          minute.kline === null &&
          !minute.absent &&
          (!minute.complete || minute.sum === null || minute.laterAt === null) &&
          clock >= minute.openTime + MINUTE + MINUTE_GRACE_MS,
      )
      .map((minute) => minute.openTime),
  );
}

/** Minutes whose kline is to be compared ([BAR-31]) or came too late ([BAR-26]): asked for when there is time. */
export function klinesWanted({ unreconciled, passedOver, clock }: EngineState): MinuteRange | undefined {
  const due = (openTime: EpochMs) => clock >= openTime + MINUTE + RECONCILE_AFTER_MS;
  return rangeOf([...unreconciled, ...passedOver].filter(due));
}

function rangeOf(openTimes: readonly EpochMs[]): MinuteRange | undefined {
  let range: MinuteRange | undefined;
  for (const openTime of openTimes) {
    range = {
      from: Math.min(openTime, range?.from ?? openTime),
      to: Math.max(openTime, range?.to ?? openTime),
    };
  }
  return range;
}
