import type { BarColumns, BatchKernel } from "../kernel.ts";
import { pushRange, type Range, rangeOf } from "../parts/range.ts";
import { rangeColumns } from "../parts/range-columns.ts";
import { checkPeriod } from "../period.ts";

export type IchimokuParameters = {
  readonly conversion: number;
  readonly base: number;
  readonly span: number;
};
export type IchimokuValue = {
  readonly conversion: number;
  readonly base: number;
  readonly spanA: number;
  readonly spanB: number;
  readonly lagging: number;
};

export interface IchimokuState {
  readonly conversion: Range;
  readonly base: Range;
  readonly span: Range;
}

/**
 * Ichimoku Kinko Hyo (Hosoda): conversion and base line are the middles between highest high and lowest low of their
 * bars, spanA the middle between these two lines, spanB the middle of the longest range, lagging the close. Each as
 * computed at the bar: moving the spans `base` bars ahead and the lagging line as many back is a matter of drawing,
 * and a value that was moved back would tell of the future. Quote units; all five begin at the longest of the ranges.
 */
export const ichimoku: BatchKernel<IchimokuParameters, IchimokuState, IchimokuValue> = {
  id: "ichimoku",
  title: "Ichimoku cloud",
  defaults: { conversion: 9, base: 26, span: 52 },
  warmUp: ({ conversion, base, span }) => Math.max(conversion, base, span),
  forgets: true,
  settles: ({ conversion, base, span }) => ({ bars: Math.max(conversion, base, span) }),
  init({ conversion, base, span }) {
    checkPeriod("conversion", conversion);
    checkPeriod("base", base);
    checkPeriod("span", span);
    return { conversion: rangeOf(conversion), base: rangeOf(base), span: rangeOf(span) };
  },
  step(state, bar) {
    const { high, low } = bar;
    // Each takes every bar in, whether the others have filled or not.
    const isShortFilled = pushRange(state.conversion, high, low);
    const isMediumFilled = pushRange(state.base, high, low);
    const isLongFilled = pushRange(state.span, high, low);
    if (!isShortFilled || !isMediumFilled || !isLongFilled) return null;
    const conversion = middle(state.conversion.highest, state.conversion.lowest);
    const base = middle(state.base.highest, state.base.lowest);
    const spanB = middle(state.span.highest, state.span.lowest);
    return { conversion, base, spanA: middle(conversion, base), spanB, lagging: bar.close };
  },
  batch(parameters, bars) {
    ichimoku.init(parameters);
    const conversion = middles(bars, parameters.conversion);
    const base = middles(bars, parameters.base);
    const spanB = middles(bars, parameters.span);
    const spanA = new Float64Array(conversion.length);
    for (let i = 0; i < spanA.length; i++) spanA[i] = middle(conversion[i] ?? 0, base[i] ?? 0);
    const lagging = bars.close.slice();
    const columns = { conversion, base, spanA, spanB, lagging };
    // All begin together.
    for (const column of Object.values(columns)) {
      column.fill(Number.NaN, 0, ichimoku.warmUp(parameters) - 1);
    }
    return columns;
  },
};

function middle(a: number, b: number): number {
  return (a + b) / 2;
}

function middles(bars: BarColumns, period: number): Float64Array {
  const { highest, lowest } = rangeColumns(bars.high, bars.low, period);
  for (let i = 0; i < highest.length; i++) highest[i] = middle(highest[i] ?? 0, lowest[i] ?? 0);
  return highest;
}
