import type { Kernel, Parameters, PriceBar, Value } from "../indicators/kernel.ts";
import type { EpochMs, Timeframe } from "../time/timeframe.ts";
import type { HeldPosition, Orders } from "./order.ts";
import type { StrategyId } from "./settings.ts";

/** One of a strategy's parameters, as a form or a caller needs it. */
export interface ParameterSpec {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly isWhole: boolean;
}

/** An indicator that a strategy looks at, and which number of it. */
export interface Column {
  readonly kernel: Kernel<Parameters, object, Value>;
  readonly parameters: Parameters;
  /** The name of the number where the indicator tells several. */
  readonly field?: string;
}

/** What a strategy is of. */
export interface StrategyContext {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly sides: "long" | "both";
  /** Open time of the first bar that counts. */
  readonly from: EpochMs;
}

/**
 * A strategy as a step function over final bars. It is handed one bar after the other, with its indicators' values at
 * that bar, and never one that comes later: it cannot look ahead ([BT-1]).
 */
export interface Strategy<S extends object> {
  readonly id: StrategyId;
  readonly title: string;
  readonly description: string;
  readonly parameters: readonly ParameterSpec[];
  /** Whether each entry comes with a stop: sizing by risk needs one. */
  hasStop(parameters: Parameters): boolean;
  /** @throws RangeError on parameters that do not go together. */
  columns(parameters: Parameters): readonly Column[];
  /** True where it does nothing while something is held, and enters without levels: such bars need not be asked about. */
  readonly isIdleWhileHeld?: boolean;
  /** First bar that what it decides at `openTime` depends on, besides those of its columns. */
  neededFrom?(timeframe: Timeframe, openTime: EpochMs): EpochMs;
  init(parameters: Parameters, context: StrategyContext): S;
  /** @param row the columns' values at this bar, NaN where there is none yet. Valid during the call only. */
  decide(state: S, bar: PriceBar, row: Float64Array, held: HeldPosition | null): Orders | null;
}
