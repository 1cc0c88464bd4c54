import { type EpochMs, TIMEFRAME_MS, type Timeframe } from "../time/timeframe.ts";
import { peek } from "./fold.ts";
import type { Kernel, Parameters, PriceBar, Value } from "./kernel.ts";

/** So many bar lengths are a block, whose values come of one fold ([IND-20]). */
export const BLOCK = 1_024;
/** The same for balances that never settle: they count from the start of their block ([IND-22]). */
export const LONG_BLOCK = 4_096;
/** The longest lead, in bar lengths. */
export const LEAD_CAP = 16_384;
/** Bar lengths in every lead that may lack their bars. */
const SLACK = 256;
/** Leads are whole multiples of it, in bar lengths. */
const GRID = 64;

/** What the grid has to know of an indicator. */
export type Settles<P extends Parameters> = Pick<Kernel<P, object, Value>, "settles" | "forgets">;

/** Where the folds of an indicator begin. */
interface Grid {
  readonly blockMs: number;
  readonly leadMs: number;
  /** A fold's beginning is moved back to a multiple of this. */
  readonly alignMs: number;
}

function gridOf<P extends Parameters>(indicator: Settles<P>, parameters: P, timeframe: Timeframe): Grid {
  const barMs = TIMEFRAME_MS[timeframe];
  const settling = indicator.settles(parameters);
  if (settling === "never") return { blockMs: LONG_BLOCK * barMs, leadMs: 0, alignMs: barMs };
  const blockMs = BLOCK * barMs;
  if ("ms" in settling) return { blockMs, leadMs: 0, alignMs: Math.max(barMs, settling.ms) };
  // Where a window of bars is needed whole, half of them may be missing before a block does without a value.
  const wanted = (indicator.forgets ? 2 * settling.bars : settling.bars) + SLACK;
  const bars = Math.min(LEAD_CAP, Math.ceil(wanted / GRID) * GRID);
  return { blockMs, leadMs: bars * barMs, alignMs: barMs };
}

function blockOf(grid: Grid, openTime: EpochMs): EpochMs {
  return openTime - (openTime % grid.blockMs);
}

/** First open time that the fold of a block takes in. */
function beginOf(grid: Grid, block: EpochMs): EpochMs {
  const begin = Math.max(0, block - grid.leadMs);
  return begin - (begin % grid.alignMs);
}

/** The longest time before a block that its fold begins at. */
export function leadMs<P extends Parameters>(
  indicator: Settles<P>,
  parameters: P,
  timeframe: Timeframe,
): number {
  const grid = gridOf(indicator, parameters, timeframe);
  return grid.leadMs + grid.alignMs - TIMEFRAME_MS[timeframe];
}

/** First open time of the bars on which the value at `openTime`, and all later ones, depend ([IND-21]). */
export function neededFrom<P extends Parameters>(
  indicator: Settles<P>,
  parameters: P,
  timeframe: Timeframe,
  openTime: EpochMs,
): EpochMs {
  const grid = gridOf(indicator, parameters, timeframe);
  return beginOf(grid, blockOf(grid, openTime));
}

/** From when on a running balance counts at this bar; null for whatever settles ([IND-22]). */
export function countsSince<P extends Parameters>(
  indicator: Settles<P>,
  parameters: P,
  timeframe: Timeframe,
  openTime: EpochMs,
): EpochMs | null {
  if (indicator.settles(parameters) !== "never") return null;
  return neededFrom(indicator, parameters, timeframe, openTime);
}

/** The folds that run at a bar: of its block, and of blocks to come whose lead has begun. Plain JSON. */
export interface AnchoredState {
  readonly grid: Grid;
  /** Oldest block first. */
  readonly folds: { readonly block: EpochMs; readonly state: object }[];
}

/** The state of an anchored series before its first bar. @throws RangeError as the kernel's `init` does. */
export function anchoredInit<P extends Parameters>(
  kernel: Kernel<P, object, Value>,
  parameters: P,
  timeframe: Timeframe,
): AnchoredState {
  kernel.init(parameters);
  return { grid: gridOf(kernel, parameters, timeframe), folds: [] };
}

/**
 * Takes a final bar in: the value is that of `anchoredFold` to the last bit, once bars from `neededFrom` on were
 * taken in. Bars come in the order of their open times; any may be missing.
 */
export function anchoredStep<P extends Parameters, S extends object, V extends Value>(
  kernel: Kernel<P, S, V>,
  parameters: P,
  anchored: AnchoredState,
  bar: PriceBar,
): V | null {
  const { grid, folds } = anchored;
  const block = blockOf(grid, bar.openTime);
  while (folds[0] !== undefined && folds[0].block < block) folds.shift();
  let next = (folds.at(-1)?.block ?? block - grid.blockMs) + grid.blockMs;
  for (; beginOf(grid, next) <= bar.openTime; next += grid.blockMs) {
    folds.push({ block: next, state: kernel.init(parameters) });
  }
  let value: V | null = null;
  for (const fold of folds) {
    // The states were made by this kernel's `init`, here or before they went through JSON.
    const stepped = kernel.step(fold.state as S, bar);
    if (fold.block === block) value = stepped;
  }
  return value;
}

/** The value this bar would have as the next one; the state stays as it is ([IND-4]). */
export function anchoredPeek<P extends Parameters, S extends object, V extends Value>(
  kernel: Kernel<P, S, V>,
  parameters: P,
  anchored: AnchoredState,
  bar: PriceBar,
): V | null {
  const block = blockOf(anchored.grid, bar.openTime);
  const fold = anchored.folds.find((one) => one.block === block);
  return fold === undefined ? kernel.step(kernel.init(parameters), bar) : peek(kernel, fold.state as S, bar);
}

/** An indicator whose fold can only be run from its beginning: what it holds on the way is not plain. */
export interface Replayed<P extends Parameters, V extends Value> extends Settles<P> {
  /** @returns a step that takes bars in, one after the other. @throws RangeError on a parameter that is not allowed. */
  begin(parameters: P): (bar: PriceBar) => V | null;
}

/**
 * The values of bars, oldest first, each of its block's fold ([IND-20]).
 * @param from index of the first bar whose value is wanted; those before only lead in, as `neededFrom` says.
 * @returns a value, or null, for each bar from `from` on.
 * @throws RangeError as `init` does.
 */
export function anchoredFold<P extends Parameters, V extends Value>(
  indicator: Kernel<P, object, V> | Replayed<P, V>,
  parameters: P,
  timeframe: Timeframe,
  bars: readonly PriceBar[],
  from = 0,
): (V | null)[] {
  const grid = gridOf(indicator, parameters, timeframe);
  const values: (V | null)[] = [];
  let begin = 0;
  for (let i = from; i < bars.length; ) {
    const block = blockOf(grid, bars[i]?.openTime ?? 0);
    const first = beginOf(grid, block);
    while ((bars[begin]?.openTime ?? first) < first) begin += 1;
    const step = stepperOf(indicator, parameters);
    for (let lead = begin; lead < i; lead++) stepAt(bars, lead, step);
    const end = block + grid.blockMs;
    for (; i < bars.length && (bars[i]?.openTime ?? end) < end; i++) values.push(stepAt(bars, i, step));
  }
  return values;
}

function stepAt<V>(bars: readonly PriceBar[], index: number, step: (bar: PriceBar) => V | null): V | null {
  const bar = bars[index];
  return bar === undefined ? null : step(bar);
}

function stepperOf<P extends Parameters, V extends Value>(
  indicator: Kernel<P, object, V> | Replayed<P, V>,
  parameters: P,
): (bar: PriceBar) => V | null {
  if ("begin" in indicator) return indicator.begin(parameters);
  const state = indicator.init(parameters);
  return (bar) => indicator.step(state, bar);
}
