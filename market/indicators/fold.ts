import type { Kernel, Parameters, PriceBar, Value } from "./kernel.ts";
import { copyState } from "./state.ts";

/** The batch form of any indicator: a value, or null, for each bar ([IND-3]). @throws RangeError as `init` does. */
export function fold<P extends Parameters, S extends object, V extends Value>(
  kernel: Kernel<P, S, V>,
  parameters: P,
  bars: readonly PriceBar[],
): (V | null)[] {
  const state = kernel.init(parameters);
  return bars.map((bar) => kernel.step(state, bar));
}

/**
 * The value that bars `from` to `to` (exclusive) end with, as a fold of exactly them.
 * @throws RangeError as `init` does.
 */
export function foldLast<P extends Parameters, S extends object, V extends Value>(
  kernel: Kernel<P, S, V>,
  parameters: P,
  bars: readonly PriceBar[],
  from: number,
  to: number,
): V | null {
  const state = kernel.init(parameters);
  let value: V | null = null;
  for (let i = from; i < to; i++) {
    const bar = bars[i];
    if (bar !== undefined) value = kernel.step(state, bar);
  }
  return value;
}

/** The value this bar would have as the next one; the state stays as it is. For the bar that forms ([IND-4]). */
export function peek<P extends Parameters, S extends object, V extends Value>(
  kernel: Kernel<P, S, V>,
  state: S,
  bar: PriceBar,
): V | null {
  return kernel.step(copyState(state), bar);
}
