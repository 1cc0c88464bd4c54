import type { Decimal } from "../bars/decimal.ts";
import type { ModelTimeframe } from "../forecast/horizons.ts";
import type { CoreKey } from "../indicators/core-set.ts";
import type { PatternId } from "../patterns/detection.ts";
import type { Side } from "../signals/signal.ts";
import type { Timeframe } from "../time/timeframe.ts";
import type { LevelOperator } from "./level.ts";
import type { ReadableKey } from "./reading-states.ts";

/** Bars whose analyses a rule may wait for. */
export type AlertTimeframe = Exclude<Timeframe, "1s">;
/** Timeframes in which pairs are followed live. */
export type PairAlertTimeframe = "1s" | "1m" | "5m";

/** The last price, on each trade. Quote units, exact. */
export interface PriceCondition {
  readonly type: "price";
  readonly operator: LevelOperator;
  readonly threshold: Decimal;
  readonly hysteresis: Decimal;
}

interface NumberLevel {
  readonly operator: LevelOperator;
  readonly threshold: number;
  /** In the units of the threshold. */
  readonly hysteresis: number;
}

/** The change of the close over so many bar lengths, in percent: −5 is a fall by 5 %. */
export interface ChangeCondition extends NumberLevel {
  readonly type: "change";
  readonly timeframe: AlertTimeframe;
  readonly bars: number;
}

/** A number of the core set at a final bar. */
export interface IndicatorCondition extends NumberLevel {
  readonly type: "indicator";
  readonly timeframe: AlertTimeframe;
  readonly indicator: CoreKey;
  /** Where the indicator tells several numbers; null where it is one. */
  readonly output: string | null;
}

/** What an indicator's reading says at a final bar. */
export interface ReadingCondition {
  readonly type: "reading";
  readonly timeframe: AlertTimeframe;
  readonly indicator: ReadableKey;
  readonly state: string;
}

/** A candlestick pattern that a final bar completed. */
export interface PatternCondition {
  readonly type: "pattern";
  readonly timeframe: AlertTimeframe;
  /** Null: any. */
  readonly pattern: PatternId | null;
  readonly minStrength: number;
}

/** `stop` is one of the ways in which a signal is `closed`; expiry is another. */
export const SIGNAL_HAPPENINGS = ["issued", "target", "stop", "closed"] as const;
export type SignalHappening = (typeof SIGNAL_HAPPENINGS)[number];

/** What happens to a signal. */
export interface SignalCondition {
  readonly type: "signal";
  readonly timeframe: AlertTimeframe;
  /** Null: either. */
  readonly side: Side | null;
  readonly events: readonly SignalHappening[];
}

/** The volume of a final bar above so many times its mean of 20 bars. */
export interface VolumeCondition {
  readonly type: "volume";
  readonly timeframe: AlertTimeframe;
  readonly threshold: number;
  readonly hysteresis: number;
}

/** Numbers of a served forecast: chances of the direction, and prices at a horizon. */
export const FORECAST_MEASURES = [
  "probabilityDown",
  "probabilityNeutral",
  "probabilityUp",
  "median",
  "low80",
  "high80",
  "low95",
  "high95",
] as const;
export type ForecastMeasure = (typeof FORECAST_MEASURES)[number];

/** A number of the ensemble's forecast, or of who stands in for it, as it is logged. */
export interface ForecastCondition extends NumberLevel {
  readonly type: "forecast";
  readonly timeframe: ModelTimeframe;
  readonly measure: ForecastMeasure;
  /** In bars. Of the direction's chances always `DIRECTION_HORIZON`. */
  readonly horizon: number;
}

/** The z-score of a pair's spread at a final value: above the threshold, or below its negative. */
export interface ZScoreCondition {
  readonly type: "zscore_high" | "zscore_low";
  readonly timeframe: PairAlertTimeframe;
  /** Positive. */
  readonly threshold: number;
  readonly hysteresis: number;
}

/** Conditions that compare a number with a threshold at each final bar. */
export type BarLevelCondition = ChangeCondition | IndicatorCondition | VolumeCondition;
/** Conditions of one symbol; the others are of pairs. */
export type SymbolCondition =
  | PriceCondition
  | BarLevelCondition
  | ReadingCondition
  | PatternCondition
  | SignalCondition
  | ForecastCondition;
export type Condition = SymbolCondition | ZScoreCondition;
export type ConditionType = Condition["type"];

export function isPairCondition(condition: Condition): condition is ZScoreCondition {
  return condition.type === "zscore_high" || condition.type === "zscore_low";
}
