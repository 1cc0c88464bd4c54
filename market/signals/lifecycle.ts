import type { PriceBar } from "../indicators/kernel.ts";
import type { EpochMs, Timeframe } from "../time/timeframe.ts";
import { directionOf } from "./levels.ts";
import { priceText } from "./number-text.ts";
import type { CloseReason, Decision, Levels, Side, Signal, SignalEvent } from "./signal.ts";

/** A signal that runs. Plain JSON, changed in place. */
export interface RunningSignal {
  /** As it was issued. */
  readonly issued: Signal;
  readonly levels: Levels;
  readonly direction: 1 | -1;
  /** Prices at or beyond which a trade changes something: the stop, and the next target. */
  upper: number;
  lower: number;
  /** Targets touched so far. */
  touched: number;
  readonly touchedAt: [EpochMs | null, EpochMs | null, EpochMs | null];
  age: number;
  /** Highest and lowest price since it was issued. */
  high: number;
  low: number;
}

/** The one active signal of a series, and which bar was decided on last. What has to be saved. Plain JSON. */
export interface SignalBook {
  active: RunningSignal | null;
  /** Open time of the bar whose signal was issued last. */
  lastIssued: EpochMs | null;
}

export function emptyBook(): SignalBook {
  return { active: null, lastIssued: null };
}

const NOTHING: readonly SignalEvent[] = [];

/** The active signal as it stands; null where none runs. */
export function activeSignal({ active }: SignalBook): Signal | null {
  return active === null ? null : snapshot(active);
}

/**
 * What a trade does to the active signal ([SIG-41]): a price at or through a level touches it. Trades up to the close
 * of the signal's bar are its past. O(1), and without garbage while nothing happens.
 */
export function decideByTrade(book: SignalBook, price: number, time: EpochMs): readonly SignalEvent[] {
  const { active } = book;
  if (active === null || time <= active.issued.issuedAt) return NOTHING;
  if (price > active.high) active.high = price;
  if (price < active.low) active.low = price;
  if (price < active.upper && price > active.lower) return NOTHING;
  const { levels, direction } = active;
  const isStopped = direction === 1 ? price <= levels.stopLoss : price >= levels.stopLoss;
  // What is sold through a stop is sold at the price that is there.
  if (isStopped) return [end(book, active, "stop", price, time)];
  return touchTargets(book, active, price, time);
}

/**
 * The same on a whole bar, whose inner order nobody knows: the stop first ([SIG-42]). Used where there are no trades.
 * @param closeTime of the bar; what happens in it happens then.
 */
export function decideByBar(book: SignalBook, bar: PriceBar, closeTime: EpochMs): readonly SignalEvent[] {
  const { active } = book;
  if (active === null || closeTime <= active.issued.issuedAt) return NOTHING;
  const { levels, direction } = active;
  const worst = direction === 1 ? bar.low : bar.high;
  if (direction === 1 ? worst <= levels.stopLoss : worst >= levels.stopLoss) {
    const { open } = bar;
    // A bar that opens beyond the stop leaves no chance to sell at it.
    const price = direction === 1 ? Math.min(open, levels.stopLoss) : Math.max(open, levels.stopLoss);
    if (direction === 1) active.low = Math.min(active.low, price);
    else active.high = Math.max(active.high, price);
    return [end(book, active, "stop", price, closeTime)];
  }
  active.high = Math.max(active.high, bar.high);
  active.low = Math.min(active.low, bar.low);
  return touchTargets(book, active, direction === 1 ? bar.high : bar.low, closeTime);
}

/**
 * A final bar passes: the active signal ages, is ended by an opposite decision or by its age at the bar's close, and
 * a new one is issued where none runs ([SIG-43]).
 */
export function passBar(
  book: SignalBook,
  series: { readonly symbol: string; readonly timeframe: Timeframe },
  close: number,
  decision: Decision,
  lifetimeBars: number,
): readonly SignalEvent[] {
  const events: SignalEvent[] = [];
  const { active } = book;
  if (active !== null && decision.openTime > active.issued.decision.openTime) {
    active.age += 1;
    const isOpposite = decision.signal !== "HOLD" && decision.signal !== active.issued.side;
    if (isOpposite) events.push(end(book, active, "opposite", close, decision.closeTime));
    else if (active.age >= lifetimeBars) events.push(end(book, active, "expired", close, decision.closeTime));
  }
  const issued = issue(book, series, decision);
  if (issued !== null) events.push(issued);
  return events;
}

/**
 * Issues the signal of a decision behind its bar's close, where none runs and the bar's was not issued before. A
 * trade since then is what it is entered at.
 * @param levelsAt where its levels are for an entry at a price.
 */
export function issueLate(
  book: SignalBook,
  series: { readonly symbol: string; readonly timeframe: Timeframe },
  decision: Decision,
  now: { readonly price: number; readonly time: EpochMs } | null,
  levelsAt: (side: Side, price: number) => Levels | null,
): SignalEvent | null {
  const { signal: side, closeTime } = decision;
  if (side === "HOLD" || now === null || now.time <= closeTime) return issue(book, series, decision);
  const minutes = Math.round((now.time - closeTime) / 60_000);
  const reason = `Issued on request, ${minutes} min after the close: entered at ${priceText(now.price)}.`;
  const late = { ...decision, levels: levelsAt(side, now.price), reasons: [...decision.reasons, reason] };
  return issue(book, series, late, now.time);
}

/** Issues the signal of a decision where none runs and the bar's was not issued before. */
function issue(
  book: SignalBook,
  { symbol, timeframe }: { readonly symbol: string; readonly timeframe: Timeframe },
  decision: Decision,
  issuedAt: EpochMs = decision.closeTime,
): SignalEvent | null {
  const { signal: side, levels, openTime } = decision;
  if (side === "HOLD" || levels === null || book.active !== null) return null;
  if (book.lastIssued !== null && openTime <= book.lastIssued) return null;
  const signal: Signal = {
    id: `${symbol}:${timeframe}:${openTime}`,
    ...{ symbol, timeframe, side, decision },
    ...{ status: "active", issuedAt, touchedAt: [null, null, null], age: 0 },
    ...{ closedAt: null, closeReason: null, closePrice: null },
    ...{ best: levels.entry, worst: levels.entry },
  };
  const running: RunningSignal = {
    ...{ issued: signal, levels, direction: directionOf(side) },
    ...{ upper: 0, lower: 0, touched: 0, touchedAt: [null, null, null], age: 0 },
    ...{ high: levels.entry, low: levels.entry },
  };
  aim(running);
  book.active = running;
  book.lastIssued = openTime;
  return { kind: "issued", signal };
}

/** Sets what the next trade is compared with. */
function aim(running: RunningSignal): void {
  const { levels, direction, touched } = running;
  const target = levels.takeProfits[touched] ?? levels.entry;
  running.upper = direction === 1 ? target : levels.stopLoss;
  running.lower = direction === 1 ? levels.stopLoss : target;
}

/** Every target that a price has reached, in order; the third ends the signal, at its level. */
function touchTargets(
  book: SignalBook,
  active: RunningSignal,
  price: number,
  time: EpochMs,
): readonly SignalEvent[] {
  const events: SignalEvent[] = [];
  const { takeProfits } = active.levels;
  for (const target of [1, 2, 3] as const) {
    const level = takeProfits[target - 1];
    if (target <= active.touched || level === undefined) continue;
    if (active.direction === 1 ? price < level : price > level) break;
    active.touched = target;
    active.touchedAt[target - 1] = time;
    if (target === 3) events.push(end(book, active, "target3", level, time));
    else events.push({ kind: "target", target, signal: snapshot(active) });
  }
  aim(active);
  return events;
}

function end(
  book: SignalBook,
  active: RunningSignal,
  closeReason: CloseReason,
  closePrice: number,
  closedAt: EpochMs,
): SignalEvent {
  book.active = null;
  const kind = closeReason === "expired" ? "expired" : "closed";
  return { kind, signal: { ...snapshot(active), status: kind, closeReason, closePrice, closedAt } };
}

/** The signal as it stands now, sharing nothing that changes. */
function snapshot(running: RunningSignal): Signal {
  const { issued, direction, touchedAt, age, high, low } = running;
  return {
    ...issued,
    touchedAt: [...touchedAt],
    age,
    best: direction === 1 ? high : low,
    worst: direction === 1 ? low : high,
  };
}
