import type { ExchangeBar } from "../model/bar.ts";
import type { DrawnMinute } from "./minute.ts";
import { shapeMinute, sumShape } from "./shape.ts";

/** Beyond this a number may no longer take another minute's volume exactly. */
const ROOM = 2 ** 52;

/**
 * Folds drawn minutes into one bar. The same as joining their bars, without making them: long bars of long
 * histories hold hundreds of thousands of minutes.
 */
export class DrawnFold {
  readonly #units: { price: bigint; size: bigint };
  #first: DrawnMinute | undefined;
  #last: DrawnMinute | undefined;
  #high = 0;
  #low = Number.POSITIVE_INFINITY;
  #fills = 0;
  #quote = 0n;
  #takerQuote = 0n;
  readonly #volume = new ExactSum();
  readonly #takerVolume = new ExactSum();

  constructor(units: { price: bigint; size: bigint }) {
    this.#units = units;
  }

  add(drawn: DrawnMinute): void {
    const { frame } = drawn;
    if (frame.trades === 0) return;
    const sums = sumShape(frame, shapeMinute(frame, drawn.seed));
    this.#first ??= drawn;
    this.#last = drawn;
    if (frame.high > this.#high) this.#high = frame.high;
    if (frame.low < this.#low) this.#low = frame.low;
    this.#fills += drawn.fills;
    this.#quote += sums.quote;
    this.#takerQuote += sums.takerQuote;
    this.#volume.add(frame.volume);
    this.#takerVolume.add(sums.takerVolume);
  }

  /** The bar of all minutes so far; undefined when none of them had a trade. */
  bar(openTime: number): ExchangeBar | undefined {
    const [first, last, { price, size }] = [this.#first, this.#last, this.#units];
    if (first === undefined || last === undefined) return undefined;
    return {
      openTime,
      open: BigInt(first.frame.open) * price,
      high: BigInt(this.#high) * price,
      low: BigInt(this.#low) * price,
      close: BigInt(last.frame.close) * price,
      volume: this.#volume.total() * size,
      quote: this.#quote * price * size,
      takerVolume: this.#takerVolume.total() * size,
      takerQuote: this.#takerQuote * price * size,
      n: this.#fills,
      firstId: first.firstFillId,
      lastId: last.firstFillId + last.fills - 1,
    };
  }
}

/** An exact sum of integers below 2^52. */
class ExactSum {
  #small = 0;
  #large = 0n;

  add(value: number): void {
    this.#small += value;
    if (this.#small > ROOM) {
      this.#large += BigInt(this.#small);
      this.#small = 0;
    }
  }

  total(): bigint {
    return this.#large + BigInt(this.#small);
  }
}
