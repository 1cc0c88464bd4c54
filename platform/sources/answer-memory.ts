import type { Sourced } from "../../contract/market.ts";

const MOST = 200;

/** Answers for a while, and one question a key at a time. What nobody could tell is not kept. */
export class AnswerMemory<T> {
  readonly #options: { readonly freshMs: number; readonly now: () => number };
  readonly #kept = new Map<string, { readonly answer: Sourced<T>; readonly until: number }>();
  readonly #underWay = new Map<string, Promise<Sourced<T>>>();

  constructor(options: { readonly freshMs: number; readonly now: () => number }) {
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
      if (answer.value !== null) this.#keep(key, answer);
      return answer;
    } finally {
      this.#underWay.delete(key);
    }
  }

  #keep(key: string, answer: Sourced<T>): void {
    this.#kept.delete(key);
    this.#kept.set(key, { answer, until: this.#options.now() + this.#options.freshMs });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST) break;
      this.#kept.delete(oldest);
    }
  }
}
