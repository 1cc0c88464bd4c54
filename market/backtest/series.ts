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

/** Bars as columns. All but two are made when somebody looks at them: a backtest is over in milliseconds. */
class Columns implements BarColumns {
  readonly openTime: Float64Array;
  readonly close: Float64Array;
  readonly #bars: readonly PriceBar[];
  #open: Float64Array | undefined;
  #high: Float64Array | undefined;
  #low: Float64Array | undefined;
  #volume: Float64Array | undefined;

  /** @throws RangeError on bars out of order. */
  constructor(bars: readonly PriceBar[]) {
    this.openTime = new Float64Array(bars.length);
    this.close = new Float64Array(bars.length);
    this.#bars = bars;
    fill(bars, this.openTime, this.close);
  }

  get open(): Float64Array {
    this.#open ??= columnBy(this.#bars, (bar) => bar.open);
    return this.#open;
  }

  get high(): Float64Array {
    this.#high ??= columnBy(this.#bars, (bar) => bar.high);
    return this.#high;
  }

  get low(): Float64Array {
    this.#low ??= columnBy(this.#bars, (bar) => bar.low);
    return this.#low;
  }

  get volume(): Float64Array {
    this.#volume ??= columnBy(this.#bars, (bar) => bar.volume);
    return this.#volume;
  }
}

/** One look at each bar for both. @throws RangeError on bars out of order. */
function fill(bars: readonly PriceBar[], openTime: Float64Array, close: Float64Array): void {
  for (let i = 0; i < bars.length; i++) {
    const bar = bars[i];
    if (bar === undefined) continue;
    const time = bar.openTime;
    openTime[i] = time;
    if (i > 0 && !(time > (openTime[i - 1] ?? 0))) throw outOfOrder(bar, bars[i - 1]);
    close[i] = bar.close;
  }
}

function outOfOrder(bar: PriceBar, before: PriceBar | undefined): RangeError {
  return new RangeError(`the bar at ${bar.openTime} is not after the one at ${before?.openTime}`);
}

function columnBy(bars: readonly PriceBar[], numberOf: (bar: PriceBar) => number): Float64Array {
  const column = new Float64Array(bars.length);
  for (let i = 0; i < bars.length; i++) {
    const bar = bars[i];
    if (bar !== undefined) column[i] = numberOf(bar);
  }
  return column;
}

/** A stretch of columns; a column is only cut where it is looked at. */
export class Stretch implements BarColumns {
  readonly #columns: BarColumns;
  readonly #begin: number;
  readonly #end: number;

  constructor(columns: BarColumns, begin: number, end: number) {
    this.#columns = columns;
    this.#begin = begin;
    this.#end = end;
  }

  get openTime(): Float64Array {
    return this.#columns.openTime.subarray(this.#begin, this.#end);
  }

  get open(): Float64Array {
    return this.#columns.open.subarray(this.#begin, this.#end);
  }

  get high(): Float64Array {
    return this.#columns.high.subarray(this.#begin, this.#end);
  }

  get low(): Float64Array {
    return this.#columns.low.subarray(this.#begin, this.#end);
  }

  get close(): Float64Array {
    return this.#columns.close.subarray(this.#begin, this.#end);
  }

  get volume(): Float64Array {
    return this.#columns.volume.subarray(this.#begin, this.#end);
  }
}
