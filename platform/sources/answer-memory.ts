import type { Sourced } from "../../contract/market.ts";

const MOST = 200;

export interface AnswerMemoryOptions {
  readonly freshMs: number;
  /** How long what nobody could tell is not asked for again; 0 for no time. */
  readonly inVainMs: number;
  readonly now: () => number;
}

/** Answers for a while, and one question a key at a time. */
export class AnswerMemory<T> {
  readonly #options: AnswerMemoryOptions;
  readonly #kept = new Map<string, { readonly answer: Sourced<T>; readonly until: number }>();
  readonly #underWay = new Map<string, Promise<Sourced<T>>>();

  constructor(options: AnswerMemoryOptions) {
    this.#options = options;
  }

  async get(key: string, ask: () => Promise<Sourced<T>>): Promise<Sourced<T>> {
    const known = this.#kept.get(key);
    if (known !== undefined && known.until > this.#options.now()) return known.answer;
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return await underWay;
    const asking = ask();
    this.#underWay.set(key, asking);
    try {
      const answer = await asking;
      this.#keep(key, answer);
      return answer;
    } finally {
      this.#underWay.delete(key);
    }
  }

  #keep(key: string, answer: Sourced<T>): void {
    const { freshMs, inVainMs, now } = this.#options;
    this.#kept.delete(key);
    this.#kept.set(key, { answer, until: now() + (answer.value === null ? inVainMs : freshMs) });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST) break;
      this.#kept.delete(oldest);
    }
  }
}
