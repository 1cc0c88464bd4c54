/** Something that waits for prices beyond a bound. `asDouble` is the bound rounded: it sorts as the bound does. */
export interface Bounded {
  readonly bound: bigint;
  readonly asDouble: number;
}

/** A binary heap whose top is the bound that prices reach first: the least of upper ones, the greatest of lower ones. */
export class BoundHeap<Entry extends Bounded> {
  readonly #entries: Entry[] = [];
  readonly #sign: 1 | -1;

  constructor(first: "least" | "greatest") {
    this.#sign = first === "least" ? 1 : -1;
  }

  get size(): number {
    return this.#entries.length;
  }

  get top(): Entry | undefined {
    return this.#entries[0];
  }

  push(entry: Entry): void {
    const entries = this.#entries;
    let place = entries.length;
    entries.push(entry);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = entries[parent];
      if (above === undefined || !this.#isBefore(entry, above)) break;
      entries[place] = above;
      place = parent;
    }
    entries[place] = entry;
  }

  pop(): Entry | undefined {
    const entries = this.#entries;
    const top = entries[0];
    const last = entries.pop();
    if (last === undefined || entries.length === 0) return top;
    let place = 0;
    for (;;) {
      let next = 2 * place + 1;
      const left = entries[next];
      if (left === undefined) break;
      const right = entries[next + 1];
      let child = left;
      if (right !== undefined && this.#isBefore(right, left)) {
        next += 1;
        child = right;
      }
      if (!this.#isBefore(child, last)) break;
      entries[place] = child;
      place = next;
    }
    entries[place] = last;
    return top;
  }

  /** Takes out all that is not kept. */
  sweep(keeps: (entry: Entry) => boolean): void {
    const kept = this.#entries.filter(keeps);
    this.#entries.length = 0;
    for (const entry of kept) this.push(entry);
  }

  #isBefore(a: Entry, b: Entry): boolean {
    return this.#sign === 1 ? a.bound < b.bound : a.bound > b.bound;
  }
}
