import type { CoreValues } from "../indicators/core-set.ts";
import type { PriceBar, Value } from "../indicators/kernel.ts";
import type { Detection } from "../patterns/detection.ts";
import type { Prediction } from "./prediction.ts";
import type { SignalRules } from "./weights.ts";

/** A detection, and how many bars ago its bar was: 0 for the bar itself. */
export interface RecentDetection {
  readonly detection: Detection;
  readonly age: number;
}

/** All that is known at a final bar: what votes are cast on. */
export interface Scene {
  readonly bar: PriceBar;
  readonly values: CoreValues;
  /** Of the bar before; null at the first one. */
  readonly previous: CoreValues | null;
  readonly recent: readonly RecentDetection[];
  readonly prediction: Prediction | null;
  readonly rules: SignalRules;
}

/** What a voter reads of a scene. */
export interface Reading {
  readonly source: string;
  /** −1 (sell) to 1 (buy). */
  readonly vote: number;
  readonly evidence: Readonly<Record<string, number>>;
  readonly reason: string;
}

/** A value that is one number; null where there is none. */
export function single(value: Value | null | undefined): number | null {
  return typeof value === "number" ? value : null;
}

/** One of a value's several numbers; null where there is none. */
export function part(value: Value | null | undefined, name: string): number | null {
  return typeof value === "object" && value !== null ? (value[name] ?? null) : null;
}

/** −1 to 1, and never −0: what rounding leaves of a share of a share. */
export function clampVote(x: number): number {
  return Math.max(-1, Math.min(1, x)) + 0;
}
