import { baseOf } from "../contract/coins.ts";
import { WickError } from "../contract/errors.ts";
import type { Config } from "../platform/config.ts";
import type { SymbolRow } from "../platform/d1/schema/symbols.ts";
import { listSymbols, seedSymbols } from "../platform/d1/symbols.ts";
import { withDeadline } from "../platform/deadline.ts";
import { errorText, log } from "../platform/telemetry/log.ts";

/** How long a read of the table is used: the longest another isolate's change stays unseen here. */
const TRUST_MS = 2_000;

/** How long a request waits for the table, where it has no symbols yet, and where it has those read last. */
const READ_MS = { cold: 3_000, warm: 1_000 };

/** Quotes in the order in which a bare coin (`BTC`) is resolved to a symbol. */
const PREFERRED_QUOTES = ["USDT", "USDC", "FDUSD", "USD", "EUR", "BTC"];

interface TableRead {
  readonly rows: readonly SymbolRow[];
  /** Configured symbols that were new: their hubs are to be started. */
  readonly added: readonly string[];
}

/** The symbols as this isolate knows them: D1 is the truth, read again every few seconds. */
export class Registry {
  readonly #db: D1Database;
  readonly #config: Config;
  readonly #now: () => number;
  readonly #start: (symbol: string) => Promise<void>;
  #rows: readonly SymbolRow[] | undefined;
  #until = 0;
  #seeded = false;
  /** The read that is under way: all who need one wait for the same. */
  #reading: Promise<TableRead> | undefined;
  /** Reads are numbered as they begin; one that began before the rows shown, or a change, is out of date. */
  #begun = 0;
  #shown = 0;

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
   * the table cannot be read, or not in time, those that were read last: the hubs can be asked without D1.
   * @throws WickError unavailable, where none were read yet.
   */
  async active(): Promise<readonly SymbolRow[]> {
    const known = this.#rows;
    if (known !== undefined && this.#now() < this.#until) return known;
    const first = this.#reading === undefined;
    const reading = this.#reading ?? this.#begin();
    try {
      // Each waits by its own clock: a platform may drop the request that began the read, and then that never ends.
      const patience = known === undefined ? READ_MS.cold : READ_MS.warm;
      const { rows, added } = await withDeadline(reading, patience, "D1");
      if (first) await this.#startHubs(added);
      return rows;
    } catch (cause) {
      if (this.#reading === reading) {
        this.#reading = undefined;
        this.#until = this.#now() + TRUST_MS;
        log({ event: "refresh_failed", what: "symbols", error: errorText(cause) });
      }
      const detail = "The list of symbols cannot be read.";
      const rows = this.#rows;
      if (rows === undefined) throw new WickError("unavailable", detail, { cause, retryAfterMs: TRUST_MS });
      return rows;
    }
  }

  /**
   * Adds the configured symbols that are new, and starts their hubs. Idempotent.
   * @throws Error when D1 fails or does not answer in time.
   */
  async seed(): Promise<void> {
    const added = await withDeadline(this.#addConfigured(), READ_MS.cold, "D1");
    this.forget();
    await this.#startHubs(added);
  }

  /** Makes the next read go to the table. */
  forget(): void {
    this.#until = 0;
    this.#shown = this.#begun;
    this.#reading = undefined;
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

  #begin(): Promise<TableRead> {
    this.#begun += 1;
    const reading = this.#read(this.#begun);
    this.#reading = reading;
    const ended = () => {
      if (this.#reading === reading) this.#reading = undefined;
    };
    reading.then(ended, () => {});
    return reading;
  }

  /** One that nobody waited for any longer is still of use when it ends. */
  async #read(number: number): Promise<TableRead> {
    const added = this.#seeded ? [] : await this.#addConfigured();
    const rows = (await listSymbols(this.#db)).filter((row) => row.status === "active");
    if (number > this.#shown) {
      this.#shown = number;
      this.#rows = rows;
      this.#until = this.#now() + TRUST_MS;
    }
    return { rows, added };
  }

  async #addConfigured(): Promise<readonly string[]> {
    const added = await seedSymbols(this.#db, this.#config.SYMBOLS, this.#now());
    this.#seeded = true;
    if (added.length > 0) log({ event: "symbols_seeded", symbols: added });
    return added;
  }

  /** A hub that fails to start now is started by the next heartbeat. */
  async #startHubs(symbols: readonly string[]): Promise<void> {
    await Promise.all(symbols.map((symbol) => this.#start(symbol)));
  }
}
