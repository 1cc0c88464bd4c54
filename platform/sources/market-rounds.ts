import type { CoinName } from "../../contract/market.ts";

/** How long a round waits for others who want coins as well. */
const GATHER_MS = 25;

export interface RoundsPorts {
  /** Asks for all coins of a round; does not throw. */
  readonly ask: (coins: readonly CoinName[]) => Promise<void>;
  readonly sleep: (ms: number) => Promise<void>;
}

export interface RoundCounts {
  readonly joined: number;
  readonly rounds: number;
  readonly roundCoins: number;
  readonly largestRound: number;
}

export const NO_ROUNDS: RoundCounts = { joined: 0, rounds: 0, roundCoins: 0, largestRound: 0 };

/** Gathers coins that are wanted at nearly the same time into one question; a coin is asked for once at a time. */
export class MarketRounds {
  readonly #ports: RoundsPorts;
  #gathering: { readonly coins: CoinName[]; readonly done: Promise<void> } | undefined;
  readonly #underWay = new Map<string, Promise<void>>();
  counts: RoundCounts;

  constructor(ports: RoundsPorts, counts: RoundCounts) {
    this.#ports = ports;
    this.counts = counts;
  }

  /** Resolves when all of these coins have been asked for. */
  async want(coins: readonly CoinName[]): Promise<void> {
    await Promise.all(coins.map((coin) => this.#want(coin)));
  }

  #want(coin: CoinName): Promise<void> {
    const known = this.#underWay.get(coin.id);
    if (known !== undefined) {
      this.counts = { ...this.counts, joined: this.counts.joined + 1 };
      return known;
    }
    this.#gathering ??= this.#gather();
    this.#gathering.coins.push(coin);
    this.#underWay.set(coin.id, this.#gathering.done);
    return this.#gathering.done;
  }

  #gather(): { readonly coins: CoinName[]; readonly done: Promise<void> } {
    const coins: CoinName[] = [];
    const done = this.#ports.sleep(GATHER_MS).then(async () => {
      this.#gathering = undefined;
      this.counts = {
        ...this.counts,
        rounds: this.counts.rounds + 1,
        roundCoins: this.counts.roundCoins + coins.length,
        largestRound: Math.max(this.counts.largestRound, coins.length),
      };
      try {
        await this.#ports.ask(coins);
      } finally {
        for (const { id } of coins) this.#underWay.delete(id);
      }
    });
    return { coins, done };
  }
}
