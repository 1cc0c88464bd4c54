import type { Parameters } from "../indicators/kernel.ts";
import { Broker, type Moment } from "./broker.ts";
import { columnOf } from "./columns.ts";
import type { HeldPosition, Orders } from "./order.ts";
import { levelPrice } from "./position.ts";
import type { Pricing } from "./pricing.ts";
import type { BacktestSeries } from "./series.ts";
import type { BacktestSettings } from "./settings.ts";
import type { Strategy } from "./strategy.ts";

/** One pass of one strategy over the bars, in steps of the caller's choosing. */
export class Simulation {
  readonly broker: Broker;
  /** At each close since the first bar that counts, in millionths. */
  readonly equity: Float64Array;
  /** Bars in which something was held. */
  heldBars = 0;
  readonly #decide: (index: number, held: HeldPosition | null) => Orders | null;
  readonly #series: BacktestSeries;
  readonly #isIdleWhileHeld: boolean;
  #next = 0;
  #pending: Orders | null = null;

  constructor(
    series: BacktestSeries,
    strategy: Strategy<object>,
    parameters: Parameters,
    settings: BacktestSettings,
    pricing: Pricing,
  ) {
    this.#series = series;
    this.#isIdleWhileHeld = strategy.isIdleWhileHeld === true;
    this.#decide = deciderOf(series, strategy, parameters, settings);
    this.broker = new Broker(settings.capital, settings.sizing, pricing);
    this.equity = new Float64Array(series.bars.length - series.first);
  }

  /** Takes in up to `count` more bars. @returns whether any are left. @throws RangeError */
  advance(count: number): boolean {
    const { bars, first } = this.#series;
    const end = Math.min(bars.length, this.#next + count);
    let index = this.#next;
    // They are only seen: what is wanted before the first bar that counts is not done ([BT-3]).
    for (; index < Math.min(first, end); index++) this.#decide(index, null);
    while (index < end) {
      if (this.#isIdleWhileHeld && this.broker.position !== null) index = this.#hold(index, end);
      if (index === end) break;
      this.#step(index);
      index += 1;
    }
    this.#next = index;
    return index < bars.length;
  }

  /** Marks what is held, up to where something happens: to ruin, or the last bar. @returns where that is. */
  #hold(from: number, end: number): number {
    const { bars, columns, first } = this.#series;
    const until = Math.min(end, bars.length - 1);
    const index = until > from ? this.broker.markAll(columns.close, from, until, this.equity, first) : from;
    this.heldBars += index - from;
    return index;
  }

  // Prices are taken from columns, and a bar is only made a moment of where something happens: it rarely does.
  #step(index: number): void {
    const { bars, columns, first } = this.#series;
    const { broker } = this;
    const close = columns.close[index] ?? 0;
    const isLast = index === bars.length - 1;
    const fills = broker.fills.length;
    const pending = this.#pending;
    if (pending !== null) this.#carryOut(pending, this.#momentAt(index));
    else if (
      broker.position !== null &&
      broker.isTouched(columns.high[index] ?? 0, columns.low[index] ?? 0)
    ) {
      broker.within(this.#momentAt(index), undefined);
    }
    if (broker.position !== null || broker.fills.length > fills) this.heldBars += 1;
    let equity = broker.equity(close);
    if (broker.position !== null && (isLast || equity <= 0)) {
      broker.atClose(this.#momentAt(index), isLast ? "end of the data" : "ruin");
      equity = broker.equity(close);
    }
    this.equity[index - first] = equity;
    // Who is ruined may go on ordering: with nothing to pay by, nothing is entered ([BT-16]).
    this.#pending = isLast ? null : this.#decide(index, broker.position);
  }

  #momentAt(index: number): Moment {
    const bar = this.#series.bars[index];
    if (bar === undefined) throw new RangeError(`no bar ${index}`);
    return { bar, index };
  }

  #carryOut(orders: Orders, moment: Moment): void {
    const { broker } = this;
    const { exit, enter, moveStop } = orders;
    if (broker.position !== null && moveStop !== undefined) broker.position.stop = levelPrice(moveStop);
    if (exit !== undefined || enter !== undefined) broker.atOpen(moment, exit, enter);
    broker.within(moment, enter);
  }
}

/** A strategy with its state and its indicators, as a function of one bar after the other. */
function deciderOf(
  series: BacktestSeries,
  strategy: Strategy<object>,
  parameters: Parameters,
  { symbol, timeframe, sides }: BacktestSettings,
) {
  const columns = strategy.columns(parameters).map((column) => columnOf(column, timeframe, series));
  const from = series.columns.openTime[series.first] ?? 0;
  const row = new Float64Array(columns.length);
  const state = strategy.init(parameters, { symbol, timeframe, sides, from });
  return (index: number, held: HeldPosition | null): Orders | null => {
    const bar = series.bars[index];
    if (bar === undefined) return null;
    for (let i = 0; i < columns.length; i++) row[i] = columns[i]?.[index] ?? Number.NaN;
    return strategy.decide(state, bar, row, held);
  };
}
