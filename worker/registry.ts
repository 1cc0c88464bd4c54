import { baseOf } from "../contract/coins.ts";
import { WickError } from "../contract/errors.ts";
import type { Config } from "../platform/config.ts";
import type { SymbolRow } from "../platform/d1/schema.ts";
import { listSymbols, seedSymbols } from "../platform/d1/symbols.ts";
import { errorText, log } from "../platform/telemetry/log.ts";

/** How long a read of the table is used: the longest another isolate's change stays unseen here. */
const TRUST_MS = 2_000;

/** Quotes in the order in which a bare coin (`BTC`) is resolved to a symbol. */
const PREFERRED_QUOTES = ["USDT", "USDC", "FDUSD", "USD", "EUR", "BTC"];

/** The symbols as this isolate knows them: D1 is the truth, read again every few seconds. */
export class Registry {
  readonly #db: D1Database;
  readonly #config: Config;
  readonly #now: () => number;
  readonly #start: (symbol: string) => Promise<void>;
  #rows: readonly SymbolRow[] | undefined;
  #until = 0;
  #seeded = false;

  constructor(options: {
    readonly db: D1Database;
    readonly config: Config;
    readonly now: () => number;
    /** Starts the hub of a symbol that an exchange feeds; does not throw. */
    readonly start: (symbol: string) => Promise<void>;
  }) {
    this.#db = options.db;
    this.#config = options.config;
    this.#now = options.now;
    this.#start = options.start;
  }

  /**
   * Active symbols in the order they were added. The first read of an isolate seeds the configured ones. While
   * the table cannot be read, those that were read last: the hubs can be asked without D1.
   * @throws WickError unavailable, where none were read yet.
   */
  async active(): Promise<readonly SymbolRow[]> {
    const known = this.#rows;
    if (known !== undefined && this.#now() < this.#until) return known;
    let rows: readonly SymbolRow[];
    try {
      if (!this.#seeded) await this.seed();
      rows = (await listSymbols(this.#db)).filter((row) => row.status === "active");
    } catch (cause) {
      log({ event: "refresh_failed", what: "symbols", error: errorText(cause) });
      const detail = "The list of symbols cannot be read.";
      if (known === undefined) throw new WickError("unavailable", detail, { cause, retryAfterMs: TRUST_MS });
      rows = known;
    }
    this.#rows = rows;
    this.#until = this.#now() + TRUST_MS;
    return rows;
  }

  /** Adds the configured symbols that are new, and starts their hubs. Idempotent. */
  async seed(): Promise<void> {
    const added = await seedSymbols(this.#db, this.#config.SYMBOLS, this.#now());
    this.#seeded = true;
    this.forget();
    if (added.length === 0) return;
    log({ event: "symbols_seeded", symbols: added });
    // A hub that fails to start now is started by the next heartbeat.
    await Promise.all(added.map((symbol) => this.#start(symbol)));
  }

  /** Makes the next read go to the table. */
  forget(): void {
    this.#until = 0;
  }

  /**
   * The symbol that a text means: its name, or a coin (`bitcoin`, `btc`), of which the first preferred quote.
   * @throws WickError unknown_symbol
   */
  async resolve(text: string): Promise<SymbolRow> {
    const rows = await this.active();
    const upper = text.toUpperCase();
    const exact = rows.find((row) => row.symbol === upper);
    if (exact !== undefined) return exact;
    const base = baseOf(text);
    const pairs = rows.filter((row) => row.base === base);
    for (const quote of PREFERRED_QUOTES) {
      const pair = pairs.find((row) => row.quote === quote);
      if (pair !== undefined) return pair;
    }
    const [only] = pairs;
    if (only === undefined) throw new WickError("unknown_symbol", `There is no symbol ${text.slice(0, 40)}.`);
    return only;
  }
}
