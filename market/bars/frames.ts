import {
  closeTimeOf,
  type EpochMs,
  openTimeOf,
  ROLLED_TIMEFRAMES,
  type RolledTimeframe,
  TIMEFRAME_MS,
} from "../time/timeframe.ts";
import type { Bar } from "./bar.ts";
import type { BarEvent, BarStore } from "./store.ts";
import { addPart, type BarSum, barOfSum, sumOfBar } from "./sum.ts";

/** The closed part of each roll-up's current window. */
export type Frames = Record<RolledTimeframe, BarSum | null>;

export function newFrames(): Frames {
  return { "5m": null, "15m": null, "1h": null, "4h": null, "12h": null, "1d": null };
}

/** When the first of the current windows ends: the next roll-up that is to come closes there. Null without any. */
export function nextWindowEnd(frames: Frames): EpochMs | null {
  let next: EpochMs | null = null;
  for (const timeframe of ROLLED_TIMEFRAMES) {
    const sum = frames[timeframe];
    if (sum === null) continue;
    const end = closeTimeOf(sum.openTime, timeframe) + 1;
    if (next === null || end < next) next = end;
  }
  return next;
}

const MINUTE = TIMEFRAME_MS["1m"];
/**
 * The days of 1m bars before today that a store keeps at least: the windows of older ones are left as they are. Analyses
 * that are owed a correction of 2,000 bars ago ([ANA-21]) are folded from up to 4,112 bars before it: four days and more.
 */
export const MINUTES_KEPT_MS = 7 * TIMEFRAME_MS["1d"];

/**
 * Where a window lies: in progress; behind the last settled minute but with a bar to come; wholly behind it; or
 * so far back that its minutes may be deleted.
 */
export type WindowPlace = "open" | "awaited" | "over" | "forgotten";

/**
 * Adds a final 1m bar to every roll-up; emits those that close with it ([BAR-24]).
 * With `emit` absent nothing is announced: that is how forming windows are seeded.
 */
export function closeMinute(
  frames: Frames,
  minute: Bar,
  store: BarStore,
  emit?: (event: BarEvent) => void,
): void {
  for (const timeframe of ROLLED_TIMEFRAMES) {
    const openTime = openTimeOf(minute.openTime, timeframe);
    let sum = frames[timeframe];
    if (sum !== null && sum.openTime !== openTime) {
      if (emit !== undefined) finish(timeframe, sum, store, emit);
      sum = null;
    }
    // A window that begins behind its first minute may have had minutes announced late ([BAR-26]).
    if (sum === null && openTime !== minute.openTime) sum = rollUp(store, openTime, minute.openTime);
    // A window that begins with a later minute than its first may have earlier ones that came late.
    if (sum === null && minute.openTime > openTime) sum = rollUp(store, openTime, minute.openTime);
    const part = sumOfBar(minute);
    if (sum === null) {
      part.openTime = openTime;
      sum = part;
    } else addPart(sum, part);
    const closes = minute.openTime + MINUTE - 1 === closeTimeOf(openTime, timeframe);
    if (closes && emit !== undefined) finish(timeframe, sum, store, emit);
    frames[timeframe] = closes ? null : sum;
  }
}

function finish(
  timeframe: RolledTimeframe,
  sum: BarSum,
  store: BarStore,
  emit: (event: BarEvent) => void,
): void {
  const known = store.get(timeframe, sum.openTime);
  const bar = barOfSum(sum, timeframe, true, known === undefined ? 0 : known.revision + 1);
  if (known !== undefined && sameValues(known, bar)) return;
  store.put(timeframe, bar);
  emit({ timeframe, bar, cause: known === undefined ? "final" : "part" });
}

/**
 * Rebuilds what stands on the minute at `openTime` after it was revised ([BAR-32]): the open window's
 * closed part, and every final roll-up, as a revision where its values change. A window that is over but had
 * no minute when it closed gets its roll-up now ([BAR-26]); one in progress begins with a minute that came late.
 */
export function reviseMinute(
  frames: Frames,
  openTime: EpochMs,
  store: BarStore,
  emit: (event: BarEvent) => void,
  placeOf: (from: EpochMs, before: EpochMs) => WindowPlace,
): void {
  for (const timeframe of ROLLED_TIMEFRAMES) {
    const start = openTimeOf(openTime, timeframe);
    const before = start + TIMEFRAME_MS[timeframe];
    const open = frames[timeframe];
    if (open !== null && open.openTime === start) {
      frames[timeframe] = rollUp(store, start, before);
      continue;
    }
    const known = store.get(timeframe, start);
    const place = placeOf(start, before);
    if (place === "forgotten" || (place === "awaited" && known === undefined)) continue;
    const sum = rollUp(store, start, before);
    if (sum === null) continue;
    if (place !== "open" || known !== undefined) {
      finish(timeframe, sum, store, emit);
      continue;
    }
    if (open !== null) finish(timeframe, open, store, emit);
    frames[timeframe] = sum;
  }
}

/** The roll-up of the stored 1m bars of a window, or null where there are none. */
export function rollUp(store: BarStore, from: EpochMs, before: EpochMs): BarSum | null {
  let sum: BarSum | null = null;
  for (const minute of store.range("1m", from, before)) {
    const part = sumOfBar(minute);
    if (sum === null) {
      part.openTime = from;
      sum = part;
    } else addPart(sum, part);
  }
  return sum;
}

/** Equal in everything but the revision. */
export function sameValues(a: Bar, b: Bar): boolean {
  return (
    a.open === b.open &&
    a.high === b.high &&
    a.low === b.low &&
    a.close === b.close &&
    a.volume === b.volume &&
    a.quoteVolume === b.quoteVolume &&
    a.n === b.n &&
    a.takerBuyVolume === b.takerBuyVolume &&
    a.takerBuyQuoteVolume === b.takerBuyQuoteVolume &&
    a.firstId === b.firstId &&
    a.lastId === b.lastId &&
    a.source === b.source
  );
}
