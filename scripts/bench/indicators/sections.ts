import type { BarColumns } from "../../../market/indicators/kernel.ts";

/** A bar whose numbers can be changed. */
export interface MovingBar {
  openTime: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/**
 * The bars of a series, a section at a time in the same objects: so few that they lie in the processor's caches, as a
 * bar does that has just become final. Fetching others from memory would hide much of what steps take themselves.
 */
export class Sections {
  readonly bars: readonly MovingBar[];
  readonly count: number;
  readonly #columns: BarColumns;

  constructor(columns: BarColumns, length: number, count: number) {
    this.#columns = columns;
    this.count = count;
    this.bars = Array.from({ length }, () => {
      // Doubles from the first on: an engine keeps whole numbers in another way, and would have to change it.
      return { openTime: 0.5, open: 0.5, high: 0.5, low: 0.5, close: 0.5, volume: 0.5 };
    });
    this.show(0);
  }

  /** Writes a section's numbers into the bars. */
  show(section: number): void {
    const { openTime, open, high, low, close, volume } = this.#columns;
    let at = section * this.bars.length;
    for (const bar of this.bars) {
      bar.openTime = openTime[at] ?? 0;
      bar.open = open[at] ?? 0;
      bar.high = high[at] ?? 0;
      bar.low = low[at] ?? 0;
      bar.close = close[at] ?? 0;
      bar.volume = volume[at] ?? 0;
      at += 1;
    }
  }
}
