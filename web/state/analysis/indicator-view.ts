import type { Value } from "../../../market/indicators/kernel.ts";
import type { BarSeries } from "../bar-series.ts";

/** How one output of an indicator is drawn. */
export interface LineSpec {
  readonly output: string;
  /** As the legend names it; empty where the indicator has one output. */
  readonly title: string;
  readonly style: "line" | "columns" | "dots";
  /** Bars that the drawing runs ahead of the value (the clouds of Ichimoku), or behind it. */
  readonly shift: number;
  /** The output whose sign chooses between the colours of up and down; null: a colour of its own. */
  readonly sign: string | null;
}

/** An indicator on the chart: what it is, how it is drawn, and its values beside the bars they belong to. */
export interface IndicatorView {
  /** `bollinger(period=20,deviations=2)`: one a chart. */
  readonly key: string;
  /** `Bollinger bands 20, 2`. */
  readonly title: string;
  /** `EMA 21` of `Exponential moving average 21`. */
  readonly short: string;
  readonly pane: "price" | "own";
  readonly lines: readonly LineSpec[];
  /** Levels that readers look for, such as 30 and 70. */
  readonly guides: readonly number[];
  readonly bars: BarSeries;
  /** One for each bar: null in the warm-up and where bars before it are still to be loaded. */
  readonly values: readonly (Value | null)[];
  /** The bar that forms has a value too. */
  readonly live: boolean;
  /** `loading`: there will be more values; `failed`: there will not, for now. */
  readonly phase: "loading" | "ready" | "failed";
  /** Why it failed. */
  readonly reason: string | null;
}

/** Colours of lines that are told apart; the page and the canvas count alike. */
export const TINTS = 8;

/** Which of the colours each line of each view has. */
export function tintsOf(views: readonly { readonly lines: readonly LineSpec[] }[]): number[][] {
  let next = 0;
  return views.map(({ lines }) => lines.map(({ sign }) => (sign === null ? next++ % TINTS : 0)));
}

/** One output of a value. */
export function outputOf(value: Value | null | undefined, output: string): number | null {
  if (value === null || value === undefined) return null;
  return typeof value === "number" ? value : (value[output] ?? null);
}

/** First index at which the views differ, when the one is to be drawn over the other; 0 to draw all anew. */
export function changedFrom(before: IndicatorView | undefined, after: IndicatorView): number {
  if (before === undefined) return 0;
  const last = before.bars.length - 1;
  if (last < 0 || after.bars.length <= last) return 0;
  for (let index = 0; index < last; index += 1) {
    const moved = before.bars[index]?.openTime !== after.bars[index]?.openTime;
    if (moved || before.values[index] !== after.values[index]) return 0;
  }
  return before.bars[last]?.openTime === after.bars[last]?.openTime ? last : 0;
}
