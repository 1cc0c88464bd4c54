import type { LivePairTimeframe } from "../../contract/live-pairs.ts";
import type { SpreadData } from "../../contract/pairs.ts";
import { formingJoin, type Join, joinBars } from "../../market/pairs/join.ts";
import type { JoinedBar } from "../../market/pairs/joined-bar.ts";
import { pairAt, pairReading } from "../../market/pairs/pair-at.ts";
import { pairColumns } from "../../market/pairs/pair-series.ts";
import { PAIR_WINDOW, type PairValue } from "../../market/pairs/pair-value.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";
import { LiveSide } from "./live-side.ts";

/** Of these many joined bars live values are computed. Other windows are told over REST. */
export const LIVE_WINDOW = PAIR_WINDOW.usual;
/** Joined bars held: values of the last window, each of its own window, and as many to spare. */
const HELD = 3 * LIVE_WINDOW;
/** What a snapshot tells of the past. */
const SNAPSHOT_VALUES = 10;

/** New values are announced one by one; those that a correction changed, together. */
export type Announcement = readonly PairValue[];

/**
 * A pair in one timeframe while it is followed: joins the bars of both symbols and tells what is new. Everything is
 * computed of the bars that are held, so a new one on the same bars, with what was announced before, goes on where the
 * last one stopped; what has changed meanwhile is announced as a correction.
 */
export class LivePair {
  readonly timeframe: LivePairTimeframe;
  readonly sides: readonly [LiveSide, LiveSide] = [new LiveSide(), new LiveSide()];
  /** The last value announced for each open time, as text: it is compared, never recomputed. */
  readonly #announced = new Map<EpochMs, string>();
  #join: Join = { bars: [], skipped: 0, waiting: 0, through: null };
  #through: EpochMs | undefined;
  /** What was announced has yet to be compared with what is known now. */
  #isResumed = false;

  constructor(timeframe: LivePairTimeframe) {
    this.timeframe = timeframe;
  }

  get skipped(): number {
    return this.#join.skipped;
  }

  get waiting(): number {
    return this.#join.waiting;
  }

  /** Open time of the newest joined bar. */
  get newest(): EpochMs | undefined {
    return this.#join.bars.at(-1)?.openTime;
  }

  /** Open time of the newest value that was told; 0 before the first. */
  get through(): EpochMs {
    return this.#through ?? 0;
  }

  get joined(): number {
    return this.#join.bars.length;
  }

  /** Joins what there is, announcing nothing: to see whether more bars are needed. */
  rejoin(): void {
    this.#join = joinBars(this.timeframe, ...this.sides);
  }

  /**
   * Takes up what was announced before, oldest first.
   * @returns false where so much has passed since that it cannot go on: then what is held counts as announced.
   */
  resume(announced: readonly PairValue[]): boolean {
    this.rejoin();
    const last = announced.at(-1);
    const { bars } = this.#join;
    const known = bars.findIndex(({ openTime }) => openTime === last?.openTime);
    // What is older than the log counts as announced: how it was told before is not known any more.
    for (const value of this.#values(bars, bars.length - 2 * LIVE_WINDOW)) this.#note(value);
    if (last === undefined || known < 0 || bars.length - known > LIVE_WINDOW) {
      this.#through = this.newest;
      return false;
    }
    for (const value of announced) this.#note(value);
    this.#through = last.openTime;
    this.#isResumed = true;
    return true;
  }

  /** What is to be announced now, in order. */
  advance(): readonly Announcement[] {
    const before = this.#join.bars;
    this.rejoin();
    const { bars } = this.#join;
    const through = this.#through ?? 0;
    const old = bars.findLastIndex(({ openTime }) => openTime <= through);
    const announcements: Announcement[] = [];
    if (this.#isResumed || !isContinued(before, bars, through)) {
      this.#isResumed = false;
      const corrected = this.#values(bars.slice(0, old + 1), old + 1 - LIVE_WINDOW).filter(
        (value) => this.#announced.get(value.openTime) !== JSON.stringify(value),
      );
      if (corrected.length > 0) announcements.push(corrected);
    }
    for (const value of this.#values(bars, old + 1)) announcements.push([value]);
    for (const value of announcements.flat()) this.#note(value);
    this.#through = this.newest ?? this.#through;
    this.#forget();
    return announcements;
  }

  /** What an event tells of the newest final values. */
  dataOf(values: readonly PairValue[]): SpreadData {
    return this.#data(values, this.#join.bars, true);
  }

  /** The bar that forms; undefined where nothing newer than the last final value is known. */
  forming(): SpreadData | undefined {
    const bars = this.#withForming();
    if (bars === undefined) return undefined;
    const columns = pairColumns(bars.slice(-LIVE_WINDOW));
    const value = pairAt(columns, columns.bars.length - 1, this.#about, false);
    return this.#data([value], bars, false);
  }

  /** The last final values, and the one that forms. */
  snapshot(): SpreadData {
    const { bars } = this.#join;
    const forming = this.forming();
    const finals = this.#values(bars, bars.length - SNAPSHOT_VALUES);
    return forming === undefined
      ? this.#data(finals, bars, true)
      : { ...forming, values: [...finals, ...forming.values] };
  }

  get #about() {
    return { timeframe: this.timeframe, window: LIVE_WINDOW };
  }

  #withForming(): readonly JoinedBar[] | undefined {
    const [side1, side2] = this.sides;
    const bar = formingJoin(side1.latest, side2.latest, this.newest);
    return bar === undefined ? undefined : [...this.#join.bars, bar];
  }

  #values(bars: readonly JoinedBar[], from: number): PairValue[] {
    const start = Math.max(0, from);
    if (start >= bars.length) return [];
    const columns = pairColumns(bars);
    const values: PairValue[] = [];
    for (let i = start; i < bars.length; i++) values.push(pairAt(columns, i, this.#about));
    return values;
  }

  #data(values: readonly PairValue[], bars: readonly JoinedBar[], final: boolean): SpreadData {
    const base = { window: LIVE_WINDOW, values, skipped: this.skipped };
    const held = bars.slice(-LIVE_WINDOW);
    if (held.length === 0) {
      const text = "The two symbols have no bar in common yet.";
      return { ...base, cointegration: null, verdict: { id: "unknown", text } };
    }
    const { cointegration, verdict } = pairReading(pairColumns(held), held.length - 1, this.#about, final);
    return { ...base, cointegration, verdict };
  }

  #note(value: PairValue): void {
    this.#announced.set(value.openTime, JSON.stringify(value));
  }

  #forget(): void {
    const { bars } = this.#join;
    const first = bars[bars.length - HELD];
    if (first === undefined) return;
    for (const side of this.sides) side.forgetBefore(first.openTime);
    for (const openTime of this.#announced.keys()) {
      if (openTime < first.openTime) this.#announced.delete(openTime);
    }
  }
}

/** Whether the bars up to a time are the same as before, but for old ones that were dropped. */
function isContinued(before: readonly JoinedBar[], now: readonly JoinedBar[], through: EpochMs): boolean {
  let i = before.findLastIndex(({ openTime }) => openTime <= through);
  let j = now.findLastIndex(({ openTime }) => openTime <= through);
  let compared = 0;
  for (; i >= 0 && j >= 0; i--, j--) {
    const a = before[i];
    const b = now[j];
    if (a === undefined || b === undefined || !isSame(a, b)) return false;
    compared += 1;
  }
  // Bars of before are missing, or others came in front, within what values are computed of.
  return (i < 0 && j < 0) || compared >= 2 * LIVE_WINDOW;
}

function isSame(a: JoinedBar, b: JoinedBar): boolean {
  return (
    a.openTime === b.openTime &&
    a.price1 === b.price1 &&
    a.price2 === b.price2 &&
    a.revision === b.revision &&
    a.carried === b.carried
  );
}
