import type { Parameters } from "../indicators/kernel.ts";
import type { StrategyId } from "./settings.ts";
import { buyAndHold } from "./strategies/buy-and-hold.ts";
import { donchianBreakout } from "./strategies/donchian-breakout.ts";
import { rsiReversion } from "./strategies/rsi-reversion.ts";
import { signalsStrategy } from "./strategies/signals.ts";
import { smaCross } from "./strategies/sma-cross.ts";
import type { Strategy } from "./strategy.ts";

/** Every strategy there is, in the order in which they are offered. */
export const STRATEGIES: readonly Strategy<object>[] = [
  signalsStrategy,
  smaCross,
  rsiReversion,
  donchianBreakout,
  buyAndHold,
];

/** @throws RangeError */
export function strategyOf(id: StrategyId): Strategy<object> {
  const strategy = STRATEGIES.find((known) => known.id === id);
  if (strategy === undefined) throw new RangeError(`no strategy ${id}`);
  return strategy;
}

/**
 * A strategy's parameters, every one of them: as given, else its default.
 * @throws RangeError on one that it does not have, that is out of its bounds, or that does not go with another.
 */
export function parametersOf(strategy: Strategy<object>, given: Parameters): Parameters {
  const unknown = Object.keys(given).find((name) => !strategy.parameters.some((spec) => spec.name === name));
  if (unknown !== undefined) throw new RangeError(`${strategy.id} has no parameter ${unknown}`);
  const parameters = Object.fromEntries(
    strategy.parameters.map(({ name, min, max, isWhole, default: standard }) => {
      const value = given[name] ?? standard;
      if (!(value >= min && value <= max)) throw new RangeError(`${name} must be from ${min} to ${max}`);
      if (isWhole && !Number.isInteger(value)) throw new RangeError(`${name} must be a whole number`);
      return [name, value];
    }),
  );
  // It tells whether they go together.
  strategy.columns(parameters);
  return parameters;
}
