import { isNearest, type Lot, notionalNearHalf, scaleOf } from "./lots.ts";
import { checkedMicros, type Micros } from "./money.ts";

/** An account between two fills, marked at one close after the other: what does not change is worked out once. */
export class Mark {
  readonly #cash: Micros;
  readonly #sign: 1 | -1;
  readonly #lots: number;
  readonly #lot: Lot;
  readonly #scale: number;

  /** @param lots what is held; `sign` 1 long, −1 short. */
  constructor(cash: Micros, sign: 1 | -1, lots: number, lot: Lot) {
    this.#cash = cash;
    this.#sign = sign;
    this.#lots = lots;
    this.#lot = lot;
    this.#scale = scaleOf(lots, lot);
  }

  /** The equity at a price: cash, and the notional of what is held ([BT-30]). @throws RangeError beyond exact arithmetic. */
  at(price: number): Micros {
    const product = price * this.#scale;
    const nearest = Math.floor(product + 0.5);
    const worth = isNearest(nearest, product)
      ? this.#sign * nearest
      : this.#sign * notionalNearHalf(price, this.#lots, this.#lot, product);
    return checkedMicros(this.#cash + worth);
  }
}
