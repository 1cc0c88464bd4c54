import { affordableLots, lotsAtRisk } from "./lots.ts";
import { MICROS, type Micros, microsOf } from "./money.ts";
import { chargeOf, type Pricing } from "./pricing.ts";
import type { Sizing } from "./settings.ts";

/**
 * How many lots an entry takes ([BT-20] to [BT-23]); 0: none.
 * @param cash the account's equity: nothing is held when something is entered.
 */
export function lotsFor(
  sizing: Sizing,
  cash: Micros,
  price: number,
  stop: number | null,
  pricing: Pricing,
): number {
  const budget = budgetOf(sizing, cash);
  let lots = affordableLots(budget, price, pricing.lot, pricing.fee + pricing.slippage);
  if (sizing.kind === "risk") {
    if (stop === null) return 0;
    lots = Math.min(lots, lotsAtRisk(partOf(cash, sizing.fraction), Math.abs(price - stop), pricing.lot));
  }
  while (lots > 0) {
    const { notional, fee, slippage } = chargeOf(price, lots, pricing);
    if (notional === 0) return 0;
    // Each cost is rounded by itself: together they may come to a millionth above the budget.
    if (notional + fee + slippage <= budget) return lots;
    lots -= 1;
  }
  return 0;
}

function budgetOf(sizing: Sizing, cash: Micros): Micros {
  if (sizing.kind === "fraction") return partOf(cash, sizing.fraction);
  return sizing.kind === "notional" ? Math.min(cash, microsOf(sizing.notional)) : cash;
}

/** A part of an amount, rounded down; the part counts to its sixth decimal. */
export function partOf(amount: Micros, fraction: number): Micros {
  if (amount <= 0) return 0;
  const part = Math.round(fraction * MICROS);
  // In two halves, each a product below 2^53.
  const rest = amount % MICROS;
  return ((amount - rest) / MICROS) * part + Math.floor((rest * part) / MICROS);
}
