import type { BarColumns, PriceBar } from "../indicators/kernel.ts";
import type { EpochMs } from "../time/timeframe.ts";

/** The bars of a backtest, also as columns, and which of them is the first that counts. */
export interface BacktestSeries {
  readonly bars: readonly PriceBar[];
  readonly columns: BarColumns;
  readonly first: number;
}

/** @throws RangeError on bars out of order, and on fewer than two that count. */
export function seriesOf(bars: readonly PriceBar[], from: EpochMs | null): BacktestSeries {
  const columns = new Columns(bars);
  const { openTime } = columns;
  const first = from === null ? 0 : openTime.findIndex((time) => time >= from);
  if (first < 0 || bars.length - first < 2) throw new RangeError("there are fewer than two bars");
  return { bars, columns, first };
}

/** Bars as columns. Those that few indicators look at are made when one does: a backtest is over in milliseconds. */
class Columns implements BarColumns {
  readonly openTime: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly #bars: readonly PriceBar[];
  #open: Float64Array | undefined;
  #volume: Float64Array | undefined;

  /** @throws RangeError on bars out of order. */
  constructor(bars: readonly PriceBar[]) {
    const { length } = bars;
    const openTime = new Float64Array(length);
    const high = new Float64Array(length);
    const low = new Float64Array(length);
    const close = new Float64Array(length);
    let before = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < length; i++) {
      const bar = bars[i];
      if (bar === undefined) continue;
      const time = bar.openTime;
      if (!(time > before)) throw new RangeError(`the bar at ${time} is not after the one at ${before}`);
      before = time;
      openTime[i] = time;
      high[i] = bar.high;
      low[i] = bar.low;
      close[i] = bar.close;
    }
    this.openTime = openTime;
    this.high = high;
    this.low = low;
    this.close = close;
    this.#bars = bars;
  }

  get open(): Float64Array {
    this.#open ??= Float64Array.from(this.#bars, ({ open }) => open);
    return this.#open;
  }

  get volume(): Float64Array {
    this.#volume ??= Float64Array.from(this.#bars, ({ volume }) => volume);
    return this.#volume;
  }
}

/** A stretch of columns; a column is only cut where it is looked at. */
export function stretchOf(columns: BarColumns, begin: number, end: number): BarColumns {
  return {
    get openTime() {
      return columns.openTime.subarray(begin, end);
    },
    get open() {
      return columns.open.subarray(begin, end);
    },
    get high() {
      return columns.high.subarray(begin, end);
    },
    get low() {
      return columns.low.subarray(begin, end);
    },
    get close() {
      return columns.close.subarray(begin, end);
    },
    get volume() {
      return columns.volume.subarray(begin, end);
    },
  };
}
