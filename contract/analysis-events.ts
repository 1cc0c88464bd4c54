import type { Value } from "../market/indicators/kernel.ts";
import type { Detection } from "../market/patterns/detection.ts";
import type { Decision, Signal, SignalEvent } from "../market/signals/signal.ts";
import type { EpochMs } from "../market/time/timeframe.ts";
import type { AnalysedTimeframe } from "./channels.ts";
import type { HubSignals } from "./signals.ts";

/** The core set at a bar, by key; null while an indicator warms up and where it has no value. */
export type IndicatorValues = Readonly<Record<string, Value | null>>;

/** What indicators say of a bar. */
export interface BarIndicators {
  readonly openTime: EpochMs;
  readonly closeTime: EpochMs;
  /** Of the bar. */
  readonly revision: number;
  /** How many final bars were folded up to here: few in a young series, whose values still move with their beginning. */
  readonly bars: number;
  /** From when on running balances (OBV) count. */
  readonly since: EpochMs;
  readonly values: IndicatorValues;
}

/** Data of `indicators:SYM:TF`, which is state alone: snapshots and updates are alike ([ANA-10]). */
export interface IndicatorsData {
  /** The newest final bar; null while there is none. */
  readonly final: BarIndicators | null;
  /** The bar in progress, as if it ended now; null where none is. */
  readonly forming: BarIndicators | null;
}

/** Data of an update of `patterns:SYM:TF`: what a final bar completed ([ANA-11]). */
export interface PatternsData {
  readonly openTime: EpochMs;
  readonly closeTime: EpochMs;
  /** 0 at first; one more each time a corrected bar changed what is said of this one. */
  readonly revision: number;
  /** Empty only in a correction: what had been announced is not there. */
  readonly patterns: readonly Detection[];
}

/** Data of a snapshot of `patterns:SYM:TF`: the newest events, oldest first, each bar at its newest revision. */
export interface PatternsSnapshot {
  readonly bars: readonly PatternsData[];
}

/** Data of an update of `signals:SYM:TF` ([ANA-12]): `event` says what happened, `signal` is what it is since. */
export interface SignalsData {
  readonly event: SignalEvent["kind"];
  /** Which target was touched, where one was. */
  readonly target?: 1 | 2 | 3;
  readonly signal: Signal;
}

/** Data of a snapshot of `signals:SYM:TF`. */
export interface SignalsSnapshot {
  readonly active: Signal | null;
  /** At the newest final bar; null while nothing could be decided yet. */
  readonly decision: Decision | null;
}

/** What a hub knows of one timeframe, at its last event. */
export interface HubAnalysis {
  readonly timeframe: AnalysedTimeframe;
  readonly indicators: IndicatorsData;
  readonly signals: HubSignals;
}
