import { type Decimal, scaledPrice } from "../bars/decimal.ts";
import { type Bounded, BoundHeap } from "./bound-heap.ts";
import type { QuietRange } from "./level.ts";

interface Entry<Item> extends Bounded {
  readonly item: Item;
  /** Which `put` of the item it belongs to: an older one is void. */
  readonly stamp: number;
}

/** Void entries that may stay for each that is not, before they are swept out. */
const MOST_VOID = 2;
const SPARE = 64;

/**
 * Which of many price rules a trade concerns. Each waits within a range of prices that change nothing for it; two heaps
 * hold the ends of these ranges, so that a price within all of them costs two comparisons, and one beyond some of them
 * O(log n) for each. Prices are decimals of at most 8 fractional digits, compared exactly. In memory alone.
 */
export class PriceWatch<Item> {
  readonly #upper = new BoundHeap<Entry<Item>>("least");
  readonly #lower = new BoundHeap<Entry<Item>>("greatest");
  readonly #stamps = new Map<Item, number>();
  #fresh = new Set<Item>();
  #stamp = 0;
  /** The nearest ends as doubles: a price that rounds to strictly within them is within them. */
  #above = Number.POSITIVE_INFINITY;
  #below = Number.NEGATIVE_INFINITY;

  get size(): number {
    return this.#stamps.size;
  }

  /** @param range of prices scaled by 1e8 that do not concern it; undefined: the next one does, whatever it is. */
  put(item: Item, range: QuietRange | undefined): void {
    this.#stamp += 1;
    const stamp = this.#stamp;
    this.#stamps.set(item, stamp);
    this.#fresh.delete(item);
    if (range === undefined) this.#fresh.add(item);
    else {
      const { from, to } = range;
      if (to !== null) this.#upper.push({ item, stamp, bound: to, asDouble: toDouble(to) });
      if (from !== null) this.#lower.push({ item, stamp, bound: from, asDouble: toDouble(from) });
    }
    this.#settle();
  }

  remove(item: Item): void {
    this.#stamps.delete(item);
    this.#fresh.delete(item);
    this.#settle();
  }

  /**
   * Hot. Each item that the price concerns, once: it is to be `put` again, or removed.
   * @param price in quote units.
   */
  touch(price: Decimal, concern: (item: Item, scaled: bigint) => void): void {
    const double = Number(price);
    if (double < this.#above && double > this.#below && this.#fresh.size === 0) return;
    const scaled = scaledPrice(price);
    const touched = new Set(this.#fresh);
    this.#fresh = new Set();
    for (let top = this.#upper.top; top !== undefined && scaled > top.bound; top = this.#upper.top) {
      this.#upper.pop();
      if (this.#isValid(top)) touched.add(top.item);
    }
    for (let top = this.#lower.top; top !== undefined && scaled < top.bound; top = this.#lower.top) {
      this.#lower.pop();
      if (this.#isValid(top)) touched.add(top.item);
    }
    for (const item of touched) concern(item, scaled);
    this.#settle();
  }

  #isValid({ item, stamp }: Entry<Item>): boolean {
    return this.#stamps.get(item) === stamp;
  }

  /** Drops what is void from the tops, and from within where it has become too much. */
  #settle(): void {
    for (const heap of [this.#upper, this.#lower]) {
      while (heap.top !== undefined && !this.#isValid(heap.top)) heap.pop();
      if (heap.size > MOST_VOID * this.#stamps.size + SPARE) heap.sweep((entry) => this.#isValid(entry));
    }
    this.#above = this.#upper.top?.asDouble ?? Number.POSITIVE_INFINITY;
    this.#below = this.#lower.top?.asDouble ?? Number.NEGATIVE_INFINITY;
  }
}

/** The price as `Number` reads its text: the nearest double, so that comparisons of the two keep their order. */
function toDouble(scaled: bigint): number {
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(9, "0");
  const size = Number(`${digits.slice(0, -8)}.${digits.slice(-8)}`);
  return scaled < 0n ? -size : size;
}
