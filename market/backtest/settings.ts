import type { EpochMs, Timeframe } from "../time/timeframe.ts";

export const STRATEGY_IDS = [
  "signals",
  "sma-cross",
  "rsi-reversion",
  "donchian-breakout",
  "buy-and-hold",
] as const;
export type StrategyId = (typeof STRATEGY_IDS)[number];

/** How much an entry takes ([BT-20] to [BT-22]). Never more than the account can pay: nothing is borrowed. */
export type Sizing =
  /** A part of the account's equity, above 0 and at most 1. */
  | { readonly kind: "fraction"; readonly fraction: number }
  /** An amount of the quote asset, costs included. */
  | { readonly kind: "notional"; readonly notional: number }
  /** So much that the way to the stop costs this part of the equity. Entries without a stop are not made. */
  | { readonly kind: "risk"; readonly fraction: number };

/** What a backtest is of, and on which terms. */
export interface BacktestSettings {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Open time of the first bar that counts; bars before it only warm the indicators up. Null: the first bar. */
  readonly from: EpochMs | null;
  readonly strategy: StrategyId;
  /** By name; what is not named is at its default. */
  readonly parameters: Readonly<Record<string, number>>;
  /** To begin with, in the quote asset. */
  readonly capital: number;
  readonly sides: "long" | "both";
  readonly sizing: Sizing;
  /** Of each fill's notional, in basis points, hundredths at the finest. */
  readonly feeBps: number;
  readonly slippageBps: number;
  /** A power of ten of the base asset; null: worth at most a hundredth of a cent at the first open. */
  readonly quantityStep: number | null;
}

export const DEFAULT_TERMS = {
  from: null,
  parameters: {},
  capital: 10_000,
  sides: "long",
  sizing: { kind: "fraction", fraction: 1 },
  feeBps: 10,
  slippageBps: 2,
  quantityStep: null,
} as const satisfies Partial<BacktestSettings>;

export const MAX_CAPITAL = 100_000_000;
/** Five percent a side. */
export const MAX_COST_BPS = 500;

/** @throws RangeError that names what is not allowed. */
export function checkSettings(settings: BacktestSettings): void {
  const { capital, sizing, feeBps, slippageBps } = settings;
  check(capital >= 1 && capital <= MAX_CAPITAL, `capital must be from 1 to ${MAX_CAPITAL}`);
  for (const [name, bps] of Object.entries({ feeBps, slippageBps })) {
    check(bps >= 0 && bps <= MAX_COST_BPS, `${name} must be from 0 to ${MAX_COST_BPS}`);
    check(Math.abs(bps * 100 - Math.round(bps * 100)) < 1e-9, `${name} goes to hundredths of a basis point`);
  }
  if (sizing.kind === "notional") check(sizing.notional > 0, "sizing.notional must be above 0");
  else check(sizing.fraction > 0 && sizing.fraction <= 1, "sizing.fraction must be above 0 and at most 1");
}

function check(isRight: boolean, otherwise: string): void {
  if (!isRight) throw new RangeError(otherwise);
}
