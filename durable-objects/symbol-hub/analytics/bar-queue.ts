import { type AnalysedTimeframe, isAnalysed } from "../../../contract/channels.ts";
import type { Bar } from "../../../market/bars/bar.ts";
import type { BarEvent } from "../../../market/bars/store.ts";
import type { EpochMs } from "../../../market/time/timeframe.ts";

/** A final bar that is to be analysed, at its newest revision. */
export interface QueuedBar {
  readonly timeframe: AnalysedTimeframe;
  bar: Bar;
  /** False: it, or one after it, was told of before. */
  readonly isNew: boolean;
  /** Its numbers are the exchange's from the first: not all of its trades are there. */
  readonly isKline: boolean;
}

/**
 * The bars of one turn, in the order in which they became final, until the turn's end. One that is corrected before
 * that was never said otherwise.
 */
export class BarQueue {
  readonly #newest: Map<AnalysedTimeframe, EpochMs>;
  #bars = new Map<string, QueuedBar>();

  /** @param newest the newest final bar of each timeframe so far. */
  constructor(newest: Iterable<readonly [AnalysedTimeframe, EpochMs]>) {
    this.#newest = new Map(newest);
  }

  get isEmpty(): boolean {
    return this.#bars.size === 0;
  }

  put({ timeframe, bar }: BarEvent): void {
    if (!isAnalysed(timeframe)) return;
    const key = `${timeframe} ${bar.openTime}`;
    const queued = this.#bars.get(key);
    if (queued !== undefined) {
      queued.bar = bar;
      return;
    }
    const isNew = bar.openTime > (this.#newest.get(timeframe) ?? -1);
    if (isNew) this.#newest.set(timeframe, bar.openTime);
    this.#bars.set(key, { timeframe, bar, isNew, isKline: bar.source === "kline" });
  }

  /** Everything queued, which is then gone. */
  take(): readonly QueuedBar[] {
    if (this.#bars.size === 0) return [];
    const bars = [...this.#bars.values()];
    this.#bars = new Map();
    return bars;
  }
}
