import type { EpochMs } from "../time/timeframe.ts";

/** A bar as indicators see it: doubles. Prices in quote units, volume in base units. */
export interface PriceBar {
  readonly openTime: EpochMs;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** An indicator's parameters: plain numbers by name. */
export type Parameters = Readonly<Record<string, number>>;

/** The bars of a series as columns, oldest first. */
export interface BarColumns {
  readonly openTime: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** An indicator's values as columns: by their names, a single number as `value`; NaN where a value is null. */
export type ValueColumns = Readonly<Record<string, Float64Array>>;

/** What an indicator says of a bar: a number, or several by name. */
export type Value = number | Readonly<Record<string, number>>;

/**
 * How much before a bar a fold has to begin so that where it began no longer matters to the value there ([IND-10]):
 * so many bars, or so much time (what begins anew with the day), or nothing is enough (a running balance).
 */
export type Settling = { readonly bars: number } | { readonly ms: number } | "never";

/**
 * An indicator as a step kernel ([IND-1]). `init` makes a state, `step` takes one bar into it and tells the bar's
 * value. The state is plain JSON (finite numbers without −0, null, arrays, objects of them), belongs to whoever called `init`,
 * and is changed in place: a copy taken before a step is the state before that step.
 */
export interface Kernel<P extends Parameters, S extends object, V extends Value> {
  /** `stoch`. Its name in URLs and files. */
  readonly id: string;
  readonly title: string;
  readonly defaults: P;
  /** Bars until the first value, that bar included. */
  warmUp(parameters: P): number;
  /**
   * True where a value is a function of the last `warmUp` bars alone, bit for bit, whatever came before; false where
   * it never quite forgets (averages of averages, running balances).
   */
  readonly forgets: boolean;
  /** After how much of a series the beginning is gone from the value: to 1e-9 of its scale, or better. */
  settles(parameters: P): Settling;
  /** @throws RangeError on a parameter that is not allowed. */
  init(parameters: P): S;
  /** The value after this bar, null while the warm-up lasts and where the value does not exist. */
  step(state: S, bar: PriceBar): V | null;
}

/** A kernel that also computes a whole series at once: the bits of the fold of its `step`, sooner ([IND-3]). */
export interface BatchKernel<P extends Parameters, S extends object, V extends Value>
  extends Kernel<P, S, V> {
  /** Columns as long as the bars'. @throws RangeError as `init` does. */
  batch(parameters: P, bars: BarColumns): ValueColumns;
}
