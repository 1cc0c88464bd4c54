import type { Later } from "../shared/fan-out-subscriber.ts";

/** At most one read in this time, however many names are guessed. */
const READ_EVERY_MS = 1_000;
const READ_MS = 1_000;

export interface KnownSymbolsTools {
  /** Every symbol there is or was. */
  readonly read: () => Promise<readonly string[]>;
  readonly later: Later;
  readonly now: () => number;
}

/**
 * Which symbols have a hub. To ask a Durable Object is to create it, with storage that is paid for ever: a
 * name that anybody may send must not reach one before it is known.
 */
export class KnownSymbols {
  readonly #tools: KnownSymbolsTools;
  #known: ReadonlySet<string> = new Set();
  #readAt = Number.NEGATIVE_INFINITY;
  /** The read under way, and the one after it. False where it failed. */
  #reading: Promise<boolean> | undefined;
  #next: Promise<boolean> | undefined;

  constructor(tools: KnownSymbolsTools) {
    this.#tools = tools;
  }

  /**
   * A symbol added before this call is found: an unknown name is decided by a read that began after it.
   * True as well when the list cannot be read, since the stream must not fail with the database. Never rejects.
   */
  async has(symbol: string): Promise<boolean> {
    if (this.#known.has(symbol)) return true;
    await this.#reading;
    if (this.#known.has(symbol)) return true;
    this.#next ??= this.#readNext();
    const read = await this.#next;
    return !read || this.#known.has(symbol);
  }

  async #readNext(): Promise<boolean> {
    const waitMs = Math.max(0, this.#readAt + READ_EVERY_MS - this.#tools.now());
    // At least one hop, so that all that is asked in this turn shares the read.
    await (waitMs === 0
      ? Promise.resolve()
      : new Promise<void>((resolve) => this.#tools.later(resolve, waitMs)));
    this.#next = undefined;
    this.#readAt = this.#tools.now();
    const reading = this.#read();
    this.#reading = reading;
    const read = await reading;
    if (this.#reading === reading) this.#reading = undefined;
    return read;
  }

  async #read(): Promise<boolean> {
    try {
      const symbols = await new Promise<readonly string[]>((resolve, reject) => {
        this.#tools.read().then(resolve, reject);
        this.#tools.later(() => reject(new Error("the list of symbols does not come")), READ_MS);
      });
      this.#known = new Set(symbols);
      return true;
    } catch {
      return false;
    }
  }
}
