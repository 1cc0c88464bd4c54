import type { PriceBar } from "../indicators/kernel.ts";
import { quantityOf } from "./lots.ts";
import { Mark } from "./mark.ts";
import { amountOf, checkedMicros, type Micros, microsOf } from "./money.ts";
import type { Entry } from "./order.ts";
import { type Position, placeLevels, placeTargets, tradeOf } from "./position.ts";
import { type Charge, chargeOf, type Pricing } from "./pricing.ts";
import type { Fill, FillPlace, Trade } from "./result.ts";
import type { Sizing } from "./settings.ts";
import { lotsFor } from "./sizing.ts";
import { reaches, touch } from "./touch.ts";

/** A bar, and its place in the series. */
export interface Moment {
  readonly bar: PriceBar;
  readonly index: number;
}

/** At which price of a bar, and where in it. */
interface Spot {
  readonly price: number;
  readonly place: FillPlace;
}

/** An account with at most one position, and the rules by which orders become fills ([BT-10] to [BT-23]). */
export class Broker {
  readonly fills: Fill[] = [];
  readonly trades: Trade[] = [];
  position: Position | null = null;
  /** The notional of all fills together. */
  traded: Micros = 0;
  fees: Micros = 0;
  slippage: Micros = 0;
  /** Bars in which the stop and a target were both within reach. */
  unclearBars = 0;
  /** The greatest part of its bar's volume that a fill was. */
  largestPart = 0;
  readonly #sizing: Sizing;
  readonly #pricing: Pricing;
  #cash: Micros;

  constructor(capital: number, sizing: Sizing, pricing: Pricing) {
    this.#sizing = sizing;
    this.#pricing = pricing;
    this.#cash = microsOf(capital);
  }

  /** Cash and what is held, at a price. @throws RangeError beyond exact arithmetic. */
  equity(price: number): Micros {
    return this.position === null ? this.#cash : this.mark().at(price);
  }

  /** What marks the account while nothing is filled. */
  mark(): Mark {
    const { position } = this;
    return new Mark(this.#cash, position?.sign ?? 1, position?.lots ?? 0, this.#pricing.lot);
  }

  /** [BT-10] What was decided at the bar before: first the exit, then an entry, both at the open. */
  atOpen(moment: Moment, exit: string | undefined, entries: readonly Entry[] | undefined): void {
    const spot: Spot = { price: moment.bar.open, place: "open" };
    if (exit !== undefined) this.#leave(moment, spot, exit);
    for (const entry of entries ?? []) {
      if (this.position !== null) return;
      if (entry.at === null) this.#enter(moment, spot, entry);
    }
  }

  /** [BT-11] Between the open and the close: an entry at its level, then the stop, then targets. */
  within(moment: Moment, entries: readonly Entry[] | undefined): void {
    const isFresh = this.position === null && entries !== undefined && this.#enterAtLevel(moment, entries);
    const { position } = this;
    if (position === null) return;
    const { stop, sign, targets } = position;
    const { high, low } = moment.bar;
    const against = sign === 1 ? -1 : 1;
    // Of a bar in which it was entered at a level, the open came before: nothing is filled there.
    const spotAt = (level: number, way: 1 | -1): Spot =>
      isFresh ? { price: level, place: "level" } : touch(moment.bar, level, way);
    if (stop !== null && reaches(high, low, stop, against)) {
      const target = targets[0];
      if (target !== undefined && reaches(high, low, target.price, sign)) this.unclearBars += 1;
      this.#leave(moment, spotAt(stop, against), "stop");
      return;
    }
    while (this.position !== null) {
      const target = targets[0];
      if (target === undefined || !reaches(high, low, target.price, sign)) return;
      targets.shift();
      const lots = targets.length === 0 ? position.lots : target.lots;
      this.#leave(moment, spotAt(target.price, sign), `target ${target.number}`, lots);
    }
  }

  /** Closes whatever is held at the bar's close. */
  atClose(moment: Moment, reason: string): void {
    this.#leave(moment, { price: moment.bar.close, place: "close" }, reason);
  }

  /** [BT-14] The entry that is nearest to the open is the one that is reached first. */
  #enterAtLevel(moment: Moment, entries: readonly Entry[]): boolean {
    const { bar } = moment;
    let first: { readonly entry: Entry; readonly spot: Spot } | null = null;
    for (const entry of entries) {
      const way = entry.side === "long" ? 1 : -1;
      if (entry.at === null || !reaches(bar.high, bar.low, entry.at, way)) continue;
      const spot = touch(bar, entry.at, way);
      const isNearer =
        first === null || Math.abs(spot.price - bar.open) < Math.abs(first.spot.price - bar.open);
      if (isNearer) first = { entry, spot };
    }
    if (first === null) return false;
    this.#enter(moment, first.spot, first.entry);
    return first.spot.place === "level";
  }

  #enter(moment: Moment, spot: Spot, entry: Entry): void {
    const { price } = spot;
    const levels = placeLevels(entry, price);
    if (levels === null) return;
    const lots = lotsFor(this.#sizing, this.#cash, price, levels.stop, this.#pricing);
    if (lots === 0) return;
    const charge = chargeOf(price, lots, this.#pricing);
    const trade = this.trades.length + 1;
    const sign = entry.side === "long" ? 1 : -1;
    this.position = {
      trade,
      side: entry.side,
      sign,
      entryTime: moment.bar.openTime,
      entryIndex: moment.index,
      entryPrice: price,
      entryReason: entry.reason,
      entryNotional: charge.notional,
      enteredLots: lots,
      lots,
      stop: levels.stop,
      targets: placeTargets(levels.targets, entry.targets.length, lots),
      exits: 0,
      exitNotional: 0,
      fees: charge.fee,
      slippage: charge.slippage,
    };
    this.#book(moment, spot, charge, { trade, sign, lots, reason: entry.reason });
  }

  /** Takes off so many lots, all without; nothing where nothing is held. */
  #leave(moment: Moment, spot: Spot, reason: string, part?: number): void {
    const { position } = this;
    if (position === null) return;
    const lots = part ?? position.lots;
    const charge = chargeOf(spot.price, lots, this.#pricing);
    position.lots -= lots;
    position.exits += 1;
    position.exitNotional += charge.notional;
    position.fees += charge.fee;
    position.slippage += charge.slippage;
    const sign = position.sign === 1 ? -1 : 1;
    this.#book(moment, spot, charge, { trade: position.trade, sign, lots, reason });
    if (position.lots > 0) return;
    this.position = null;
    const exit = { time: moment.bar.openTime, index: moment.index, reason };
    this.trades.push(tradeOf(position, this.#pricing.lot, exit));
  }

  /** @param deal sign 1 buys, −1 sells. */
  #book(
    { bar }: Moment,
    { price, place }: Spot,
    { notional, fee, slippage }: Charge,
    deal: { readonly trade: number; readonly sign: 1 | -1; readonly lots: number; readonly reason: string },
  ): void {
    this.#cash = checkedMicros(this.#cash - deal.sign * notional - fee - slippage);
    this.traded = checkedMicros(this.traded + notional);
    this.fees += fee;
    this.slippage += slippage;
    const quantity = quantityOf(deal.lots, this.#pricing.lot);
    if (bar.volume > 0) this.largestPart = Math.max(this.largestPart, quantity / bar.volume);
    const action = deal.sign === 1 ? "buy" : "sell";
    this.fills.push({
      trade: deal.trade,
      openTime: bar.openTime,
      place,
      action,
      price,
      quantity,
      notional: amountOf(notional),
      fee: amountOf(fee),
      slippage: amountOf(slippage),
      reason: deal.reason,
    });
  }
}
