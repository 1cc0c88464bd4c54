import { coinOfBase } from "../../contract/coins.ts";
import type { CoinName } from "../../contract/market.ts";
import { listCoins } from "../../platform/d1/coins.ts";
import type { CoinRow } from "../../platform/d1/schema/coins.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";
import { withDeadline } from "../../platform/deadline.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";

/** Details change once a day, but who has just filled the table wants to see it. */
const TRUST_MS = 10_000;
const READ_MS = 1_000;
const RETRY_MS = 5_000;

/** A coin that is known: by the table, by a symbol that is followed, or by both. */
export interface KnownCoin extends CoinName {
  readonly name: string;
  readonly row: CoinRow | null;
  /** The symbol that stands for it, priced in dollars where there is one. */
  readonly symbol: SymbolRow | null;
}

/** Quotes in the order in which a coin's own symbol is chosen; the first ones are worth a dollar. */
export const DOLLAR_QUOTES: readonly string[] = ["USDT", "USDC", "FDUSD", "USD"];
const QUOTES = [...DOLLAR_QUOTES, "EUR", "BTC"];

/** The coins table as this isolate knows it. While it cannot be read: what was read last, or nothing. */
export class CoinBook {
  readonly #db: D1Database;
  readonly #now: () => number;
  #rows: readonly CoinRow[] = [];
  #until = 0;

  constructor(options: { readonly db: D1Database; readonly now: () => number }) {
    this.#db = options.db;
    this.#now = options.now;
  }

  async rows(): Promise<readonly CoinRow[]> {
    if (this.#now() < this.#until) return this.#rows;
    try {
      this.#rows = await withDeadline(listCoins(this.#db), READ_MS, "D1");
      this.#until = this.#now() + TRUST_MS;
    } catch (error) {
      this.#until = this.#now() + RETRY_MS;
      log({ event: "refresh_failed", what: "coins", error: errorText(error) });
    }
    return this.#rows;
  }

  forget(): void {
    this.#until = 0;
  }
}

/** Every known coin: those that are followed in the order of their symbols, then the others by number. */
export function knownCoins(rows: readonly CoinRow[], symbols: readonly SymbolRow[]): readonly KnownCoin[] {
  const rowOf = new Map(rows.map((row) => [row.base, row]));
  const bases = new Set([...symbols.map(({ base }) => base), ...rows.map(({ base }) => base)]);
  return [...bases].map((base) => {
    const row = rowOf.get(base) ?? null;
    const coin = coinOfBase(base);
    const symbol = symbolOf(base, symbols);
    return { base, id: row?.id ?? coin.id, name: row?.name ?? symbol?.name ?? coin.name, row, symbol };
  });
}

function symbolOf(base: string, symbols: readonly SymbolRow[]): SymbolRow | null {
  const pairs = symbols.filter((row) => row.base === base);
  for (const quote of QUOTES) {
    const pair = pairs.find((row) => row.quote === quote);
    if (pair !== undefined) return pair;
  }
  return pairs[0] ?? null;
}

/** The coin that a text means: its id, its base asset, or one of its symbols, in any case. */
export function findCoin(
  text: string,
  coins: readonly KnownCoin[],
  symbols: readonly SymbolRow[],
): KnownCoin | undefined {
  const upper = text.toUpperCase();
  const lower = text.toLowerCase();
  const base = symbols.find(({ symbol }) => symbol === upper)?.base;
  return (
    coins.find((coin) => coin.id.toLowerCase() === lower) ??
    coins.find((coin) => coin.base === upper) ??
    coins.find((coin) => coin.base === base)
  );
}
