interface Waiting {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** A clock that moves from one event to the next; between two events every promise that can settle has. */
export class VirtualTime {
  #now: number;
  #order = 0;
  /** A binary heap by time, then by the order of asking. */
  readonly #heap: Waiting[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  at(time: number, run: () => void): void {
    const heap = this.#heap;
    let i = heap.length;
    const one = { at: Math.max(time, this.#now), order: this.#order++, run };
    heap.push(one);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(one, above)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = one;
  }

  after(ms: number, run: () => void): void {
    this.at(this.#now + ms, run);
  }

  async runUntil(end: number): Promise<void> {
    await drained();
    for (let next = this.#heap[0]; next !== undefined && next.at <= end; next = this.#heap[0]) {
      this.#pop();
      this.#now = next.at;
      next.run();
      await drained();
    }
    this.#now = end;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let i = 0;
    for (;;) {
      const left = 2 * i + 1;
      let child = left;
      let below = heap[left];
      const right = heap[left + 1];
      if (below !== undefined && right !== undefined && isBefore(right, below)) {
        below = right;
        child = left + 1;
      }
      if (below === undefined || !isBefore(below, last)) break;
      heap[i] = below;
      i = child;
    }
    heap[i] = last;
  }
}

function isBefore(a: Waiting, b: Waiting): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function drained(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
