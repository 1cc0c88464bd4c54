import { type EpochMs, openTimeOf, TIMEFRAME_MS } from "../time/timeframe.ts";
import type { Bar } from "./bar.ts";
import type { Kline } from "./kline.ts";
import { type BarSum, barOfKline, barOfSum } from "./sum.ts";

const MINUTE = TIMEFRAME_MS["1m"];
/** [BAR-21] */
export const MINUTE_GRACE_MS = 5_000;

/** A minute that is not final yet. */
export interface PendingMinute {
  readonly openTime: EpochMs;
  sum: BarSum | null;
  /** Every trade of it up to the newest folded one was folded. */
  complete: boolean;
  kline: Kline | null;
  /** The exchange's clock when a trade of a later minute was first folded. */
  laterAt: EpochMs | null;
  /** The exchange was asked and has no kline for it. */
  absent: boolean;
}

/** Minutes from the first that is not final to the newest, in order, without holes. */
export interface Minutes {
  readonly pending: PendingMinute[];
  /** Open time of the last minute that is settled (final, or known to have no bar); null at first. */
  finalThrough: EpochMs | null;
}

export function newMinutes(finalThrough: EpochMs | null): Minutes {
  return { pending: [], finalThrough };
}

/** The pending minute that opens at `openTime`, made with those before it; undefined when it is settled. */
export function pendingMinute(minutes: Minutes, openTime: EpochMs): PendingMinute | undefined {
  const last = minutes.pending.at(-1);
  if (last?.openTime === openTime) return last;
  if (minutes.finalThrough !== null && openTime <= minutes.finalThrough) return undefined;
  const first = minutes.pending[0];
  if (first !== undefined && last !== undefined && openTime <= last.openTime) {
    return minutes.pending[(openTime - first.openTime) / MINUTE];
  }
  let next =
    last !== undefined
      ? last.openTime + MINUTE
      : minutes.finalThrough === null
        ? openTime
        : minutes.finalThrough + MINUTE;
  for (; next <= openTime; next += MINUTE) {
    minutes.pending.push({
      openTime: next,
      sum: null,
      complete: true,
      kline: null,
      laterAt: null,
      absent: false,
    });
  }
  return minutes.pending.at(-1);
}

/** A trade of the minute at `openTime` was folded at `clock`: earlier minutes start their grace. */
export function noteLaterTrade(minutes: Minutes, openTime: EpochMs, clock: EpochMs): void {
  for (let i = minutes.pending.length - 1; i >= 0; i--) {
    const minute = minutes.pending[i];
    if (minute === undefined || minute.openTime >= openTime) continue;
    if (minute.laterAt !== null) return;
    minute.laterAt = clock;
  }
}

/** Ids were skipped between trades of `from` and `to`: the minutes between cannot be folded. */
export function markIncomplete(minutes: Minutes, from: EpochMs, to: EpochMs): void {
  pendingMinute(minutes, openTimeOf(to, "1m"));
  for (const minute of minutes.pending) {
    if (minute.openTime >= openTimeOf(from, "1m") && minute.openTime <= to) minute.complete = false;
  }
}

export type Settled =
  | { readonly kind: "bar"; readonly bar: Bar; readonly kline: Kline | null }
  | { readonly kind: "silent"; readonly openTime: EpochMs };

/**
 * What the oldest pending minute has become at the exchange's `clock`, or undefined while it is open
 * ([BAR-21] to [BAR-23]). `heldId` is the last individual trade id folded.
 */
export function settle(minute: PendingMinute, clock: EpochMs, heldId: number | null): Settled | undefined {
  const { kline, sum } = minute;
  const waited = minute.laterAt !== null && clock >= minute.laterAt + MINUTE_GRACE_MS;
  if (!minute.complete) {
    if (kline !== null) return { kind: "bar", bar: barOfKline(kline, 0), kline };
    return minute.absent ? { kind: "silent", openTime: minute.openTime } : undefined;
  }
  if (sum === null) {
    if (kline !== null) {
      // No trade was folded though the exchange counts some: wait for them, they may be on their way.
      if (kline.n > 0 && !waited) return undefined;
      const bar = barOfKline(kline, 0);
      return { kind: "bar", bar: kline.n === 0 ? { ...bar, source: "trades" } : bar, kline };
    }
    return minute.absent ? { kind: "silent", openTime: minute.openTime } : undefined;
  }
  const reached =
    kline !== null && (kline.lastId !== null ? heldId !== null && heldId >= kline.lastId : sum.n === kline.n);
  if (!reached && !waited) return undefined;
  return { kind: "bar", bar: barOfSum(sum, "1m", true, 0), kline };
}
