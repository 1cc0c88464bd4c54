/** Events a client may be caught up with: a second on average, at once, and at most beyond. */
const EVENTS_PER_SECOND = 5_000;
const BURST = 200_000;
const MOST_DEBT = 200_000;
/** What a channel costs besides its events: a hub reads its tables for it. */
const CHANNEL_COST = 10;

/**
 * How much of the log a client may ask for. A subscribe of a hundred bytes can be answered with megabytes out of
 * a hub, so it is paid by what it brought: any one request is served whole while nothing is owed, and the next
 * one when the debt is paid off. Time in ms is handed in.
 */
export class CatchUpBudget {
  #balance = BURST;
  #at: number;

  constructor(now: number) {
    this.#at = now;
  }

  /** Whether another request may be served. */
  open(now: number): boolean {
    const earned = (Math.max(0, now - this.#at) * EVENTS_PER_SECOND) / 1_000;
    this.#balance = Math.min(BURST, this.#balance + earned);
    this.#at = now;
    return this.#balance > 0;
  }

  /** A request was answered with so many events on so many channels. */
  charge(channels: number, events: number): void {
    this.#balance = Math.max(-MOST_DEBT, this.#balance - channels * CHANNEL_COST - events);
  }
}
