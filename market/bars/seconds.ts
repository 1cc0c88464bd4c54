import { closeTimeOf, type EpochMs, openTimeOf } from "../time/timeframe.ts";
import type { BarEvent } from "./store.ts";
import { addFill, type BarSum, barOfSum, sumOfTrade } from "./sum.ts";
import type { Trade } from "./trade.ts";

/** The second in progress and the final ones that a late trade could still revise. */
export interface Seconds {
  current: BarSum | null;
  finalThrough: EpochMs;
  /** Through which second a gap reaches: what is known of it is not whole. */
  gapThrough: EpochMs;
  /** Final seconds, oldest first, with their revision. */
  readonly recent: Map<EpochMs, { readonly sum: BarSum; revision: number }>;
}

/** How many final seconds are kept for revision; later trades than that do not touch 1s ([BAR-15]). */
export const RECENT_SECONDS = 30;
/** [BAR-20] */
export const SECOND_GRACE_MS = 2_000;

export function newSeconds(): Seconds {
  return { current: null, finalThrough: -1, gapThrough: -1, recent: new Map() };
}

/** Folds the next trade; emits the second that ends with it. Hot. */
export function secondsTrade(
  seconds: Seconds,
  trade: Trade,
  price: bigint,
  size: bigint,
  emit: (event: BarEvent) => void,
): void {
  const openTime = openTimeOf(trade.time, "1s");
  const current = seconds.current;
  if (current !== null && current.openTime === openTime) {
    addFill(current, trade, price, size);
    return;
  }
  if ((current !== null && openTime < current.openTime) || openTime <= seconds.finalThrough) {
    reviseSecond(seconds, openTime, trade, price, size, emit);
    return;
  }
  if (current !== null) finishSecond(seconds, current, emit);
  seconds.current = sumOfTrade(openTime, trade);
}

/** [BAR-20]: the exchange's clock may end the second too, when we hold all it has named. */
export function secondsClock(
  seconds: Seconds,
  clock: EpochMs,
  complete: boolean,
  emit: (event: BarEvent) => void,
): void {
  const current = seconds.current;
  if (current === null || !complete) return;
  if (clock > closeTimeOf(current.openTime, "1s") + SECOND_GRACE_MS) {
    finishSecond(seconds, current, emit);
    seconds.current = null;
  }
}

/** Trades between these times were given up: the seconds they lie in are not whole and get no bar ([BAR-13]). */
export function secondsGap(seconds: Seconds, from: EpochMs, to: EpochMs): void {
  if (seconds.current !== null && seconds.current.openTime >= openTimeOf(from, "1s")) seconds.current = null;
  seconds.gapThrough = openTimeOf(to, "1s");
  seconds.finalThrough = Math.max(seconds.finalThrough, seconds.gapThrough);
}

function finishSecond(seconds: Seconds, sum: BarSum, emit: (event: BarEvent) => void): void {
  seconds.finalThrough = sum.openTime;
  remember(seconds, sum, 0);
  emit({ timeframe: "1s", bar: barOfSum(sum, "1s", true, 0), cause: "final" });
}

function reviseSecond(
  seconds: Seconds,
  openTime: EpochMs,
  trade: Trade,
  price: bigint,
  size: bigint,
  emit: (event: BarEvent) => void,
): void {
  const known = seconds.recent.get(openTime);
  if (known !== undefined) {
    addFill(known.sum, trade, price, size);
    known.revision += 1;
    emit({ timeframe: "1s", bar: barOfSum(known.sum, "1s", true, known.revision), cause: "late" });
    return;
  }
  if (openTime <= seconds.gapThrough) return;
  const oldest = seconds.recent.keys().next().value;
  if (oldest === undefined || openTime < oldest) return;
  const sum = sumOfTrade(openTime, trade);
  remember(seconds, sum, 0);
  emit({ timeframe: "1s", bar: barOfSum(sum, "1s", true, 0), cause: "late" });
}

function remember(seconds: Seconds, sum: BarSum, revision: number): void {
  seconds.recent.set(sum.openTime, { sum, revision });
  if (seconds.recent.size > RECENT_SECONDS) {
    const oldest = seconds.recent.keys().next().value;
    if (oldest !== undefined) seconds.recent.delete(oldest);
  }
}
