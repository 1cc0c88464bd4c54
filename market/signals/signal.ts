import type { EpochMs, Timeframe } from "../time/timeframe.ts";

export type Side = "BUY" | "SELL";

/** What one source says of a bar. */
export interface Vote {
  /** `rsi`, `macd`, `pattern:hammer`, `volume`, `model:ml_ensemble`. */
  readonly source: string;
  /** −1 (sell) to 1 (buy). */
  readonly vote: number;
  /** Its share of the score; the weights of all votes that could be given sum to 1. */
  readonly weight: number;
  /** The numbers it rests on, by name. */
  readonly evidence: Readonly<Record<string, number>>;
  /** Plain English: what was seen and what it speaks for. */
  readonly reason: string;
}

/** Prices that a signal names, in quote units, as doubles. */
export interface Levels {
  /** Close of the bar that was decided on; of one issued on request, the last price then. */
  readonly entry: number;
  readonly entryLow: number;
  readonly entryHigh: number;
  readonly stopLoss: number;
  /** Targets 1, 2 and 3. */
  readonly takeProfits: readonly [number, number, number];
  readonly atr: number;
  /** Distance to target 1 over distance to the stop. */
  readonly riskReward: number;
}

/** How often target 1 was reached before the stop where the score was alike. */
export interface Confidence {
  /** Observed frequency, 0 to 1; null: uncalibrated, fewer than 200 cases. */
  readonly value: number | null;
  readonly n: number;
  /** Bounds of the score's bucket, and which record was counted. */
  readonly bucket: readonly [number, number];
  readonly basis: string;
}

/** What a trade to target 1 would move and cost; ratios to the close, 0.01 for one percent. */
export interface ExpectedMove {
  /** Distance from the close to target 1. */
  readonly toTarget1: number;
  /** Distance from the close to the stop. */
  readonly toStop: number;
  /** Fees and slippage of going in and out. */
  readonly costs: number;
  /** What a trade like this gave on average, after costs; null where uncalibrated. */
  readonly expectancy: number | null;
}

/** What was decided at a final bar. */
export interface Decision {
  readonly openTime: EpochMs;
  readonly closeTime: EpochMs;
  readonly signal: Side | "HOLD";
  /** −1 to 1: sum of weight × vote. */
  readonly score: number;
  readonly votes: readonly Vote[];
  /** Null where there is no ATR yet. For HOLD: the levels the score's sign would have had. */
  readonly levels: Levels | null;
  /** Null where there are no levels. */
  readonly move: ExpectedMove | null;
  readonly confidence: Confidence;
  /** Why not BUY or SELL, or what speaks for it, in sentences. */
  readonly reasons: readonly string[];
  /** Version of weights and thresholds. */
  readonly version: string;
}

export type SignalStatus = "active" | "closed" | "expired";
export type CloseReason = "stop" | "target3" | "opposite" | "expired";

/** A signal that was issued, and what became of it. */
export interface Signal {
  /** `BTCUSDT:1h:1723161600000`: symbol, timeframe, open time of its bar. */
  readonly id: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly side: Side;
  readonly status: SignalStatus;
  readonly issuedAt: EpochMs;
  readonly decision: Decision;
  /** When targets 1, 2 and 3 were touched; null where not. */
  readonly touchedAt: readonly [EpochMs | null, EpochMs | null, EpochMs | null];
  readonly closedAt: EpochMs | null;
  readonly closeReason: CloseReason | null;
  readonly closePrice: number | null;
  /** Bars since it was issued. */
  readonly age: number;
  /** Furthest prices seen in its favour and against it since, in quote units. */
  readonly best: number;
  readonly worst: number;
}

/** What happens to a signal, in order; each becomes a record of the chain. */
export type SignalEvent =
  | { readonly kind: "issued"; readonly signal: Signal }
  | { readonly kind: "target"; readonly target: 1 | 2 | 3; readonly signal: Signal }
  | { readonly kind: "closed" | "expired"; readonly signal: Signal };
