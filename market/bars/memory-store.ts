import type { EpochMs, Timeframe } from "../time/timeframe.ts";
import type { Bar } from "./bar.ts";
import type { BarStore } from "./store.ts";

/** A bar store that forgets with its owner: for folds that need no disk. */
export class MemoryBarStore implements BarStore {
  readonly #bars = new Map<Timeframe, Map<EpochMs, Bar>>();

  get(timeframe: Timeframe, openTime: EpochMs): Bar | undefined {
    return this.#bars.get(timeframe)?.get(openTime);
  }

  range(timeframe: Timeframe, from: EpochMs, before: EpochMs): readonly Bar[] {
    const bars = [...(this.#bars.get(timeframe)?.values() ?? [])];
    return bars
      .filter((bar) => bar.openTime >= from && bar.openTime < before)
      .sort((a, b) => a.openTime - b.openTime);
  }

  put(timeframe: Timeframe, bar: Bar): void {
    const bars = this.#bars.get(timeframe) ?? new Map<EpochMs, Bar>();
    this.#bars.set(timeframe, bars.set(bar.openTime, bar));
  }

  oldest(timeframe: Timeframe): EpochMs | undefined {
    return this.range(timeframe, 0, Number.MAX_SAFE_INTEGER)[0]?.openTime;
  }
}
