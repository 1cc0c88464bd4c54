import { CatchUpBudget } from "../shared/catch-up-budget.ts";

/** Addresses whose budgets are remembered. */
const MOST_ADDRESSES = 10_000;

/** One catch-up budget for each client address, which outlives the address's connections. */
export class AddressBudgets {
  /** The one that was not used for longest first. */
  readonly #budgets = new Map<string, CatchUpBudget>();
  readonly #most: number;

  constructor(most = MOST_ADDRESSES) {
    this.#most = most;
  }

  get size(): number {
    return this.#budgets.size;
  }

  /** To be asked for anew each time: one that is full may be forgotten. */
  of(address: string, now: number): CatchUpBudget {
    const known = this.#budgets.get(address);
    this.#budgets.delete(address);
    if (known === undefined && this.#budgets.size >= this.#most) this.#makeRoom(now);
    const budget = known ?? new CatchUpBudget(now);
    this.#budgets.set(address, budget);
    return budget;
  }

  /** Forgets the full ones, which are as good as new; if there are none, the one unused for longest. */
  #makeRoom(now: number): void {
    for (const [address, budget] of this.#budgets) {
      if (budget.isFull(now)) this.#budgets.delete(address);
    }
    if (this.#budgets.size < this.#most) return;
    for (const address of this.#budgets.keys()) {
      this.#budgets.delete(address);
      return;
    }
  }
}
