/** Time that moves when told. Between timers every promise that can settle has settled. */
export class FakeTime {
  #now = 1_700_000_000_000;
  #waiting: { readonly at: number; readonly run: () => void }[] = [];

  readonly now = (): number => this.#now;

  readonly later = (run: () => void, ms: number): void => {
    this.#waiting.push({ at: this.#now + ms, run });
  };

  /** Forgets every timer, as the death of a process does. */
  clear(): void {
    this.#waiting = [];
  }

  /** Lets promises settle without moving the clock. */
  async settle(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    for (;;) {
      let next: { readonly at: number; readonly run: () => void } | undefined;
      for (const one of this.#waiting) {
        if (one.at <= end && (next === undefined || one.at < next.at)) next = one;
      }
      if (next === undefined) break;
      const due = next;
      this.#waiting = this.#waiting.filter((one) => one !== due);
      this.#now = due.at;
      due.run();
      await this.settle();
    }
    this.#now = end;
  }
}
