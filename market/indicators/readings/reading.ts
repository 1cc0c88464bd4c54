import type { Bias } from "../../patterns/detection.ts";
import type { Parameters, PriceBar, Value } from "../kernel.ts";

/** What an indicator says of the latest bar, in words. It describes; it is no advice. */
export interface Reading {
  /** A few words that stay the same for the same situation: `overbought`, `crossed above signal`. */
  readonly state: string;
  /** One line for people: `RSI 72.4: overbought, falling for 3 bars`. */
  readonly text: string;
  /** What the textbook takes the state for. */
  readonly bias: Bias;
}

/** Bars that a reading looks at, the latest the last of them; with fewer it says less ([IND-32]). */
export const READING_BARS = 120;

/** The latest bars and an indicator's values of them, both oldest first and equally many, `READING_BARS` at most. */
export interface Recent<V extends Value = Value> {
  readonly values: readonly (V | null)[];
  readonly bars: readonly PriceBar[];
  readonly parameters: Parameters;
}

export type Reader<V extends Value = Value> = (recent: Recent<V>) => Reading | null;

/** A number of the values: by its name, or the value itself. Null where the value is. */
export function column(recent: Recent, name?: string): (number | null)[] {
  return recent.values.map((value) => {
    if (value === null || typeof value === "number") return name === undefined ? value : null;
    return (name === undefined ? undefined : value[name]) ?? null;
  });
}
