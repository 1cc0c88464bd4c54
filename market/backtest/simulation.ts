import type { Parameters } from "../indicators/kernel.ts";
import { Broker, type Moment } from "./broker.ts";
import { columnOf } from "./columns.ts";
import type { HeldPosition, Orders } from "./order.ts";
import { levelAbove, levelBelow, levelPrice, type Position } from "./position.ts";
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
      if (this.#pending === null) index = this.#pass(index, Math.min(end, bars.length - 1));
      if (index === end) break;
      this.#step(index);
      index += 1;
    }
    this.#next = index;
    return index < bars.length;
  }

  /**
   * Goes over bars in which nothing is filled, which most are: what is held is marked and the strategy asked, up to
   * where an order is given, a level is reached, or the account is ruined. @returns the first bar that is left over.
   */
  #pass(from: number, until: number): number {
    const { position } = this.broker;
    const index = position === null ? this.#passIdle(from, until) : this.#passHolding(position, from, until);
    if (position !== null) this.heldBars += index - from;
    return index;
  }

  #passIdle(from: number, until: number): number {
    const shift = this.#series.first;
    const { equity } = this;
    const decide = this.#decide;
    const cash = this.broker.equity(0);
    let index = from;
    while (index < until) {
      equity[index - shift] = cash;
      const orders = decide(index, null);
      index += 1;
      if (orders === null) continue;
      this.#pending = orders;
      break;
    }
    return index;
  }

  #passHolding(position: Position, from: number, until: number): number {
    const { bars, columns, first } = this.#series;
    const { close } = columns;
    const { equity } = this;
    const decide = this.#isIdleWhileHeld ? null : this.#decide;
    const mark = this.broker.mark();
    const above = levelAbove(position);
    const below = levelBelow(position);
    let index = from;
    while (index < until) {
      const bar = bars[index];
      if (bar === undefined) break;
      // Prices that nothing waits for are not even read.
      if (above < Number.POSITIVE_INFINITY && bar.high >= above) break;
      if (below > Number.NEGATIVE_INFINITY && bar.low <= below) break;
      const now = mark.at(close[index] ?? 0);
      if (now <= 0) break;
      equity[index - first] = now;
      const orders = decide === null ? null : decide(index, position);
      index += 1;
      if (orders === null) continue;
      this.#pending = orders;
      break;
    }
    return index;
  }

  /** A bar in which something may be filled. */
  #step(index: number): void {
    const { bars, columns, first } = this.#series;
    const { broker } = this;
    const close = columns.close[index] ?? 0;
    const isLast = index === bars.length - 1;
    const fills = broker.fills.length;
    const moment = this.#momentAt(index);
    if (this.#pending === null) broker.within(moment, undefined);
    else this.#carryOut(this.#pending, moment);
    if (broker.position !== null || broker.fills.length > fills) this.heldBars += 1;
    let equity = broker.equity(close);
    if (broker.position !== null && (isLast || equity <= 0)) {
      broker.atClose(moment, isLast ? "end of the data" : "ruin");
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
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i];
      if (column !== undefined) row[i] = column[index] ?? Number.NaN;
    }
    return strategy.decide(state, bar, row, held);
  };
}
