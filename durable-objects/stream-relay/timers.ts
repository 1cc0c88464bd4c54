/** Timeouts that can all be dropped at once. */
export class Timers {
  readonly #open = new Set<ReturnType<typeof setTimeout>>();

  readonly later = (run: () => void, ms: number): void => {
    const timer = setTimeout(() => {
      this.#open.delete(timer);
      run();
    }, ms);
    this.#open.add(timer);
  };

  clear(): void {
    for (const timer of this.#open) clearTimeout(timer);
    this.#open.clear();
  }
}
