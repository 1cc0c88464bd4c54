import type { BarColumns, PriceBar, Value, ValueColumns } from "./kernel.ts";

/** Bars as columns. */
export function columnsOf(bars: readonly PriceBar[]): BarColumns {
  const column = (of: (bar: PriceBar) => number) => {
    const numbers = new Float64Array(bars.length);
    for (const [i, bar] of bars.entries()) numbers[i] = of(bar);
    return numbers;
  };
  return {
    openTime: column((bar) => bar.openTime),
    open: column((bar) => bar.open),
    high: column((bar) => bar.high),
    low: column((bar) => bar.low),
    close: column((bar) => bar.close),
    volume: column((bar) => bar.volume),
  };
}

/** The value of one bar out of columns of values, as `step` tells it; null where there is none. */
export function valueAt(columns: ValueColumns, index: number): Value | null {
  const single = columns.value;
  if (single !== undefined) return toldOf(single[index] ?? Number.NaN);
  const named: Record<string, number> = {};
  for (const [name, column] of Object.entries(columns)) {
    const number = column[index];
    if (number === undefined || Number.isNaN(number)) return null;
    named[name] = number;
  }
  return named;
}

/** A number, null where it is none: inside parts and columns a missing number is NaN. */
export function toldOf(x: number): number | null {
  return Number.isNaN(x) ? null : x;
}
