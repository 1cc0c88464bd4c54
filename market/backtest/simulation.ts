import type { Parameters, PriceBar } from "../indicators/kernel.ts";
import { Broker } from "./broker.ts";
import { columnOf } from "./columns.ts";
import type { HeldPosition, Orders } from "./order.ts";
import { levelPrice } from "./position.ts";
import type { Pricing } from "./pricing.ts";
import type { BacktestSettings } from "./settings.ts";
import type { Strategy } from "./strategy.ts";

/** The bars of a backtest, and which of them is the first that counts. */
export interface BacktestSeries {
  readonly bars: readonly PriceBar[];
  readonly first: number;
}

/** One pass of one strategy over the bars, in steps of the caller's choosing. */
export class Simulation {
  readonly broker: Broker;
  /** At each close since the first bar that counts, in millionths. */
  readonly equity: Float64Array;
  /** Bars in which something was held. */
  heldBars = 0;
  readonly #decide: (bar: PriceBar, index: number, held: HeldPosition | null) => Orders | null;
  readonly #series: BacktestSeries;
  #next = 0;
  #pending: Orders | null = null;
  #isRuined = false;

  constructor(
    series: BacktestSeries,
    strategy: Strategy<object>,
    parameters: Parameters,
    settings: BacktestSettings,
    pricing: Pricing,
  ) {
    this.#series = series;
    this.#decide = deciderOf(series, strategy, parameters, settings);
    this.broker = new Broker(settings.capital, settings.sizing, pricing);
    this.equity = new Float64Array(series.bars.length - series.first);
  }

  /** Takes in up to `count` more bars. @returns whether any are left. @throws RangeError */
  advance(count: number): boolean {
    const { bars } = this.#series;
    const end = Math.min(bars.length, this.#next + count);
    for (; this.#next < end; this.#next++) {
      const bar = bars[this.#next];
      if (bar !== undefined) this.#step(bar, this.#next);
    }
    return this.#next < bars.length;
  }

  #step(bar: PriceBar, index: number): void {
    const { bars, first } = this.#series;
    if (index < first) {
      // It only sees them: what it wants done before the first bar that counts is not done ([BT-3]).
      this.#decide(bar, index, null);
      return;
    }
    const { broker } = this;
    const isLast = index === bars.length - 1;
    const fills = broker.fills.length;
    if (this.#pending !== null) this.#carryOut(this.#pending, { bar, index });
    else if (broker.position !== null) broker.within({ bar, index }, undefined);
    if (broker.position !== null || broker.fills.length > fills) this.heldBars += 1;
    let equity = broker.equity(bar.close);
    if (broker.position !== null && (isLast || equity <= 0)) {
      broker.atClose({ bar, index }, isLast ? "end of the data" : "ruin");
      equity = broker.equity(bar.close);
    }
    if (equity <= 0) this.#isRuined = true;
    this.equity[index - first] = equity;
    const orders = isLast ? null : this.#decide(bar, index, broker.position);
    this.#pending = this.#isRuined ? null : orders;
  }

  #carryOut(orders: Orders, moment: { readonly bar: PriceBar; readonly index: number }): void {
    const { broker } = this;
    const { exit, enter, moveStop } = orders;
    if (broker.position !== null && moveStop !== undefined) broker.position.stop = levelPrice(moveStop);
    if (exit !== undefined || enter !== undefined) broker.atOpen(moment, exit, enter);
    broker.within(moment, enter);
  }
}

/** A strategy with its state and its indicators, as a function of one bar after the other. */
function deciderOf(
  { bars, first }: BacktestSeries,
  strategy: Strategy<object>,
  parameters: Parameters,
  { symbol, timeframe, sides }: BacktestSettings,
) {
  const columns = strategy.columns(parameters).map((column) => columnOf(column, timeframe, bars));
  const row = new Float64Array(columns.length);
  const state = strategy.init(parameters, { symbol, timeframe, sides, from: bars[first]?.openTime ?? 0 });
  return (bar: PriceBar, index: number, held: HeldPosition | null): Orders | null => {
    for (let i = 0; i < columns.length; i++) row[i] = columns[i]?.[index] ?? Number.NaN;
    return strategy.decide(state, bar, row, held);
  };
}
