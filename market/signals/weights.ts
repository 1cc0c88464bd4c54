import type { Curve } from "./curve.ts";

/** Who votes. A model votes besides, where there is a prediction. */
export const VOTERS = [
  "emaLadder",
  "supertrend",
  "adx",
  "rsi",
  "macd",
  "stochRsi",
  "bollinger",
  "vwap",
  "pattern",
  "volume",
  "obv",
  "model",
] as const;
export type Voter = (typeof VOTERS)[number];

/** Everything about signals that is a number somebody chose. docs/spec/signals.md explains each. */
export interface SignalRules {
  /** Changes whenever a number below does. */
  readonly version: string;
  /** From this |score| on there is a signal. */
  readonly threshold: number;
  /** Least share of the voters (by weight, the model apart) that must have been able to vote. */
  readonly leastCoverage: number;
  /** Of one side, in hundredths of a percent. */
  readonly costs: { readonly feeBps: number; readonly slippageBps: number };
  /** The entry zone as a share of the close; stop and targets in ATR from it. */
  readonly levels: {
    readonly zone: number;
    readonly stopAtr: number;
    readonly targetsAtr: readonly [number, number, number];
  };
  /** Final bars after which a signal expires. */
  readonly lifetimeBars: number;
  readonly weights: Readonly<Record<Voter, number>>;
  /** What a pattern still counts for on the bar that completed it, the next one, and so on. */
  readonly patternDecay: readonly number[];
  /** How level and change of the MACD histogram share its vote. */
  readonly macdShares: { readonly level: number; readonly change: number };
  /** StochRSI below and above which a turn is a full vote. */
  readonly stochRsiEdges: { readonly low: number; readonly high: number };
  readonly curves: {
    /** How much of a trend an ADX is. */
    readonly adxTrend: Curve;
    /** How much of a range an ADX is. */
    readonly adxRange: Curve;
    readonly rsi: Curve;
    /** Of the MACD histogram, and of its change in a bar, in ATR. */
    readonly macdLevel: Curve;
    readonly macdChange: Curve;
    /** Of k − d. */
    readonly stochRsiGap: Curve;
    /** Of the place between the bands: 0 the lower, 1 the upper one. */
    readonly percentB: Curve;
    /** Of the distance to the VWAP in ATR. */
    readonly vwapDistance: Curve;
    readonly relativeVolume: Curve;
    /** Of the slope of OBV a bar, in mean volumes. */
    readonly obvSlope: Curve;
  };
}

/**
 * The rules in force. Chosen beforehand, from what the indicators are commonly read as; nothing in here was fitted to
 * what prices did afterwards.
 */
export const SIGNAL_RULES: SignalRules = {
  version: "1",
  threshold: 0.5,
  leastCoverage: 0.8,
  costs: { feeBps: 10, slippageBps: 2 },
  levels: { zone: 0.005, stopAtr: 1.5, targetsAtr: [2, 3, 4] },
  lifetimeBars: 48,
  weights: {
    emaLadder: 0.14,
    supertrend: 0.1,
    adx: 0.08,
    rsi: 0.1,
    macd: 0.14,
    stochRsi: 0.06,
    bollinger: 0.1,
    vwap: 0.06,
    pattern: 0.1,
    volume: 0.07,
    obv: 0.05,
    model: 0.25,
  },
  patternDecay: [1, 0.6, 0.3],
  macdShares: { level: 0.6, change: 0.4 },
  stochRsiEdges: { low: 20, high: 80 },
  curves: {
    adxTrend: [
      [15, 0],
      [40, 1],
    ],
    adxRange: [
      [20, 1],
      [30, 0],
    ],
    rsi: [
      [10, 1],
      [20, 0],
      [30, -1],
      [70, 1],
      [80, 0],
      [90, -1],
    ],
    macdLevel: [
      [-0.2, -1],
      [0.2, 1],
    ],
    macdChange: [
      [-0.05, -1],
      [0.05, 1],
    ],
    stochRsiGap: [
      [-20, -0.5],
      [20, 0.5],
    ],
    percentB: [
      [0, 1],
      [0.2, 0.5],
      [0.5, 0],
      [0.8, -0.5],
      [1, -1],
    ],
    vwapDistance: [
      [-1.5, -1],
      [1.5, 1],
    ],
    relativeVolume: [
      [1, 0],
      [3, 1],
    ],
    obvSlope: [
      [-0.5, -1],
      [0.5, 1],
    ],
  },
};

/** What going in and out costs, as a ratio to the price. */
export function roundTripCosts({ costs }: SignalRules): number {
  return (2 * (costs.feeBps + costs.slippageBps)) / 10_000;
}
