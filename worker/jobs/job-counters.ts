/** What an isolate counts about its jobs; the rest is in D1. */
export class JobCounters {
  #skipped = 0;

  /** A minute whose jobs could not be read from D1. */
  skip(): void {
    this.#skipped += 1;
  }

  get skippedMinutes(): number {
    return this.#skipped;
  }
}
