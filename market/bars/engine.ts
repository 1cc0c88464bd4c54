import {
  type EpochMs,
  openTimeOf,
  type RolledTimeframe,
  TIMEFRAME_MS,
  type Timeframe,
} from "../time/timeframe.ts";
import type { Bar } from "./bar.ts";
import { scaledPrice } from "./decimal.ts";
import { formingBar, hasForming } from "./forming.ts";
import {
  closeMinute,
  type Frames,
  MINUTES_KEPT_MS,
  newFrames,
  reviseMinute,
  sameValues,
  type WindowPlace,
} from "./frames.ts";
import type { Kline } from "./kline.ts";
import {
  type Minutes,
  markIncomplete,
  newMinutes,
  noteLaterTrade,
  pendingMinute,
  settle,
} from "./minutes.ts";
import { differences } from "./reconcile.ts";
import { newSeconds, type Seconds, secondsClock, secondsGap, secondsTrade } from "./seconds.ts";
import type { BarEvent, BarStore, SilentMinutes } from "./store.ts";
import { addFill, type BarSum, barOfKline, barOfSum, sumOfBar, sumOfTrade } from "./sum.ts";
import type { Trade } from "./trade.ts";

const MINUTE = TIMEFRAME_MS["1m"];
/** Reconciliation is given up beyond a day's minutes. */
const MAX_UNRECONCILED = 1_440;

/** What the engine tells its owner, in order. The owner has an open transaction while it runs. */
export interface EngineListener {
  onBar(event: BarEvent): void;
  onSilence(silence: SilentMinutes): void;
  onReconciled(openTime: EpochMs, differing: readonly string[]): void;
  onIdJump(): void;
}

/** Everything that is not in the bar store. Plain data. */
export interface EngineState {
  clock: EpochMs;
  /** Last individual trade id folded, and the last one the exchange has named. */
  heldId: number | null;
  namedId: number | null;
  readonly seconds: Seconds;
  readonly minutes: Minutes;
  readonly frames: Frames;
  /** Final minutes that were not compared with the exchange's kline yet. */
  readonly unreconciled: Set<EpochMs>;
  /** Minutes that were passed over because the exchange did not answer for them ([BAR-26]). */
  readonly passedOver: Set<EpochMs>;
}

export function newEngineState(finalThrough: EpochMs | null): EngineState {
  return {
    clock: 0,
    heldId: null,
    namedId: null,
    seconds: newSeconds(),
    minutes: newMinutes(finalThrough),
    frames: newFrames(),
    unreconciled: new Set(),
    passedOver: new Set(),
  };
}

/**
 * Bars of one symbol from contiguous trades, klines and the exchange's clock (docs/spec/bars.md).
 * Pure but for the store and the listener it is given.
 */
export class BarEngine {
  readonly state: EngineState;
  readonly #store: BarStore;
  readonly #listener: EngineListener;
  readonly #emit: (event: BarEvent) => void;

  constructor(state: EngineState, store: BarStore, listener: EngineListener) {
    this.state = state;
    this.#store = store;
    this.#listener = listener;
    this.#emit = (event) => listener.onBar(event);
  }

  /** Folds the next trade of the sequence. Hot. */
  trade(trade: Trade): void {
    const { state } = this;
    if (state.heldId !== null && trade.firstId !== state.heldId + 1) this.#listener.onIdJump();
    state.heldId = trade.lastId;
    if (trade.time > state.clock) state.clock = trade.time;
    const price = scaledPrice(trade.price);
    const size = scaledPrice(trade.size);
    secondsTrade(state.seconds, trade, price, size, this.#emit);
    const openTime = openTimeOf(trade.time, "1m");
    let minute = state.minutes.pending.at(-1);
    if (minute === undefined || minute.openTime !== openTime) {
      minute = pendingMinute(state.minutes, openTime);
      if (minute === undefined) {
        this.#lateTrade(openTime, trade, price, size);
        return;
      }
      noteLaterTrade(state.minutes, openTime, state.clock);
    }
    if (minute.sum === null) minute.sum = sumOfTrade(openTime, trade);
    else addFill(minute.sum, trade, price, size);
  }

  /**
   * The exchange's clock moved on; `namedId` is the last individual trade id it named, if it did.
   * While trades are known to be missing (`holed`), or may be since none was named, the clock ends no second.
   */
  clock(time: EpochMs, namedId: number | null, holed: boolean): void {
    const { state } = this;
    if (time > state.clock) state.clock = time;
    if (namedId !== null && (state.namedId === null || namedId > state.namedId)) state.namedId = namedId;
    // By the time of this very event: what it names reaches no further.
    if (namedId !== null) secondsClock(state.seconds, time, !holed && this.holdsAllNamed(), this.#emit);
  }

  /** A closed 1m kline of the exchange. */
  closedKline(kline: Kline): void {
    const minute = pendingMinute(this.state.minutes, kline.openTime);
    if (minute !== undefined) minute.kline ??= kline;
    else if (this.state.passedOver.delete(kline.openTime)) this.#revise(barOfKline(kline, 0), "late");
    else this.#reconcile(kline);
  }

  /** The exchange was asked for the closed klines of a range and has no others. */
  klinesAbsent(from: EpochMs, to: EpochMs): void {
    for (const minute of this.state.minutes.pending) {
      if (minute.openTime >= from && minute.openTime <= to && minute.kline === null) minute.absent = true;
    }
    for (const openTime of this.state.unreconciled) {
      if (openTime >= from && openTime <= to) this.state.unreconciled.delete(openTime);
    }
    for (const openTime of this.state.passedOver) {
      if (openTime < from || openTime > to) continue;
      this.state.passedOver.delete(openTime);
      reviseMinute(this.state.frames, openTime, this.#store, this.#emit, this.#placeOf);
    }
  }

  /**
   * The exchange does not answer for the klines that settle these minutes: later ones stop waiting for them
   * ([BAR-26]). They are still wanted.
   */
  passOver(from: EpochMs, to: EpochMs): void {
    for (const minute of this.state.minutes.pending) {
      if (minute.openTime < from || minute.openTime > to || minute.kline !== null) continue;
      if (minute.complete && minute.sum !== null) continue;
      minute.absent = true;
      keep(this.state.passedOver, minute.openTime);
    }
  }

  /** Trades between two folded ones were given up ([BAR-13]). `namedId` restarts with what follows. */
  gap(from: EpochMs, to: EpochMs): void {
    markIncomplete(this.state.minutes, from, to);
    secondsGap(this.state.seconds, from, to);
    this.state.heldId = null;
  }

  /** Makes final what can be. Call after every change; the cost is one comparison when nothing is due. */
  settle(): void {
    const { state } = this;
    let silent: { from: EpochMs; to: EpochMs; missed: number } | undefined;
    for (;;) {
      const minute = state.minutes.pending[0];
      if (minute === undefined) break;
      const settled = settle(minute, state.clock, state.heldId);
      if (settled === undefined) break;
      state.minutes.pending.shift();
      state.minutes.finalThrough = minute.openTime;
      if (settled.kind === "silent") {
        silent ??= { from: minute.openTime, to: minute.openTime, missed: 0 };
        silent.to = minute.openTime + MINUTE - 1;
        silent.missed += 1;
        continue;
      }
      if (silent !== undefined) this.#listener.onSilence(silent);
      silent = undefined;
      this.#finishMinute(settled.bar, settled.kline);
    }
    if (silent !== undefined) this.#listener.onSilence(silent);
  }

  /** Would `settle` do something now? For the hot path. */
  due(): boolean {
    const minute = this.state.minutes.pending[0];
    return minute !== undefined && settle(minute, this.state.clock, this.state.heldId) !== undefined;
  }

  /** Seeds a forming window with a closed minute from before our first trade; nothing is announced. */
  seedMinute(bar: Bar): void {
    if (this.#store.get("1m", bar.openTime) === undefined) this.#store.put("1m", bar);
    closeMinute(this.state.frames, bar, this.#store);
    this.state.minutes.finalThrough = bar.openTime;
  }

  hasForming(timeframe: Timeframe): boolean {
    return hasForming(this.state, timeframe);
  }

  forming(timeframe: Timeframe): Bar | undefined {
    return formingBar(this.state, timeframe);
  }

  /** Replaces a final minute with its trades' fold after a gap was repaired ([BAR-33]). */
  repairMinute(sum: BarSum): "repaired" | "same" | "disagrees" {
    const known = this.#store.get("1m", sum.openTime);
    if (known === undefined) return "disagrees";
    const bar = barOfSum(sum, "1m", true, known.revision + 1);
    if (sameValues(known, bar)) return "same";
    if (known.source === "kline" && differences(bar, { ...known, timeframe: "1m", closed: true }).length > 0)
      return "disagrees";
    this.#revise(bar, "repair");
    return "repaired";
  }

  /** Makes a 1m bar of a feed without klines final, and what closes with it. */
  closeMinute(bar: Bar): void {
    this.state.minutes.finalThrough = bar.openTime;
    this.#store.put("1m", bar);
    this.#emit({ timeframe: "1m", bar, cause: "final" });
    closeMinute(this.state.frames, bar, this.#store, this.#emit);
  }

  /** Stores a corrected 1m and everything that follows from it. */
  replaceMinute(bar: Bar, cause: BarEvent["cause"]): void {
    this.#revise(bar, cause);
  }

  /**
   * Overrules a final roll-up with the exchange's own bar. A later revision of one of its minutes makes it from its
   * minutes again, as the revision behind.
   */
  replaceRolled(timeframe: RolledTimeframe, bar: Bar): void {
    this.#store.put(timeframe, bar);
    this.#emit({ timeframe, bar, cause: "mismatch" });
  }

  /** False when the exchange has named a trade that was not folded yet. */
  holdsAllNamed(): boolean {
    const { heldId, namedId } = this.state;
    return namedId === null || (heldId !== null && heldId >= namedId);
  }

  readonly #placeOf = (from: EpochMs, before: EpochMs): WindowPlace => {
    const { clock, minutes, passedOver } = this.state;
    if (from < openTimeOf(clock, "1d") - MINUTES_KEPT_MS) return "forgotten";
    if (minutes.finalThrough === null || before > minutes.finalThrough + MINUTE) return "open";
    for (const minute of passedOver) if (minute >= from && minute < before) return "awaited";
    return "over";
  };

  #finishMinute(bar: Bar, kline: Kline | null): void {
    this.#store.put("1m", bar);
    this.#emit({ timeframe: "1m", bar, cause: "final" });
    let last = bar;
    if (kline === null) {
      keep(this.state.unreconciled, bar.openTime);
    } else if (bar.source === "trades") {
      const differing = differences(bar, kline);
      this.#listener.onReconciled(bar.openTime, differing);
      if (differing.length > 0) {
        last = barOfKline(kline, 1);
        this.#store.put("1m", last);
        this.#emit({ timeframe: "1m", bar: last, cause: "mismatch" });
      }
    }
    closeMinute(this.state.frames, last, this.#store, this.#emit);
  }

  #reconcile(kline: Kline): void {
    if (!this.state.unreconciled.delete(kline.openTime)) return;
    const known = this.#store.get("1m", kline.openTime);
    if (known === undefined) return;
    const differing = differences(known, kline);
    this.#listener.onReconciled(kline.openTime, differing);
    if (differing.length > 0) this.#revise(barOfKline(kline, known.revision + 1), "mismatch");
  }

  #lateTrade(openTime: EpochMs, trade: Trade, price: bigint, size: bigint): void {
    const known = this.#store.get("1m", openTime);
    if (known === undefined || known.source === "kline") return;
    const sum = sumOfBar(known);
    if (known.n === 0) Object.assign(sum, sumOfTrade(openTime, trade));
    else addFill(sum, trade, price, size);
    this.#revise(barOfSum(sum, "1m", true, known.revision + 1), "late");
  }

  #revise(bar: Bar, cause: BarEvent["cause"]): void {
    this.#store.put("1m", bar);
    this.#emit({ timeframe: "1m", bar, cause });
    reviseMinute(this.state.frames, bar.openTime, this.#store, this.#emit, this.#placeOf);
  }
}

/** Adds to a set of minutes that forgets its oldest beyond a day's worth. Minutes are added in order. */
function keep(minutes: Set<EpochMs>, openTime: EpochMs): void {
  minutes.add(openTime);
  const oldest = minutes.values().next().value;
  if (minutes.size > MAX_UNRECONCILED && oldest !== undefined) minutes.delete(oldest);
}
