import { isSpread } from "../../contract/channels.ts";

/** Events a client may be caught up with: a second on average, at once, and at most beyond. */
const EVENTS_PER_SECOND = 5_000;
const BURST = 200_000;
const MOST_DEBT = 200_000;
/** What a channel costs besides its events: a hub reads its tables for it. */
const CHANNEL_COST = 10;
/** A spread may bring up an object that nobody has asked for before, and keep it awake for a while. */
const SPREAD_COST = 2_500;
/** Held for a request while it waits, so that many at once cannot all be served on the same balance. */
const DEPOSIT = 5_000;

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

  /** How long until another request may be served, in ms; 0: at once. */
  waitMs(now: number): number {
    this.#earn(now);
    return this.#balance > 0 ? 0 : Math.ceil(((1 - this.#balance) * 1_000) / EVENTS_PER_SECOND);
  }

  /** Whether nothing would be lost if it were forgotten. */
  isFull(now: number): boolean {
    this.#earn(now);
    return this.#balance >= BURST;
  }

  /** A request for these channels is under way; `settle` must follow. */
  begin(channels: readonly string[]): void {
    const spreads = channels.filter(isSpread).length;
    this.#pay((channels.length - spreads) * CHANNEL_COST + spreads * SPREAD_COST + DEPOSIT);
  }

  /** It was answered with so many events. */
  settle(events: number): void {
    this.#pay(events - DEPOSIT);
  }

  #earn(now: number): void {
    const earned = (Math.max(0, now - this.#at) * EVENTS_PER_SECOND) / 1_000;
    this.#balance = Math.min(BURST, this.#balance + earned);
    this.#at = now;
  }

  #pay(events: number): void {
    this.#balance = Math.max(-MOST_DEBT, this.#balance - events);
  }
}
