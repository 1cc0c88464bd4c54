import { costOf, type Lot, notionalOf } from "./lots.ts";
import type { Micros } from "./money.ts";
import type { BacktestSettings } from "./settings.ts";

/** By what a fill is counted. */
export interface Pricing {
  readonly lot: Lot;
  /** In hundredths of a basis point of the notional. */
  readonly fee: number;
  readonly slippage: number;
}

/** What a fill moves, and what it costs. */
export interface Charge {
  readonly notional: Micros;
  readonly fee: Micros;
  readonly slippage: Micros;
}

export function pricingOf(settings: Pick<BacktestSettings, "feeBps" | "slippageBps">, lot: Lot): Pricing {
  const { feeBps, slippageBps } = settings;
  return { lot, fee: Math.round(feeBps * 100), slippage: Math.round(slippageBps * 100) };
}

/** [BT-30] The notional to the nearest millionth; fee and slippage of it, each rounded by itself. */
export function chargeOf(price: number, lots: number, pricing: Pricing): Charge {
  const notional = notionalOf(price, lots, pricing.lot);
  return {
    notional,
    fee: costOf(notional, pricing.fee),
    slippage: costOf(notional, pricing.slippage),
  };
}
