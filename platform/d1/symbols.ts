import { and, asc, eq, isNull } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { coinOfBase, splitSymbol } from "../../contract/coins.ts";
import type { SymbolConfig } from "../../contract/symbol.ts";
import { type SymbolRow, symbols } from "./schema/symbols.ts";

/** Every symbol, also removed ones, in the order they were added. */
export async function listSymbols(db: D1Database): Promise<SymbolRow[]> {
  return await drizzle(db).select().from(symbols).orderBy(asc(symbols.addedAt), asc(symbols.symbol));
}

// One JSON parameter instead of rows of parameters: D1 allows a hundred of them in a statement.
const SEED = `
  INSERT INTO symbols (symbol, feed, base, quote, name, status, added_at)
  SELECT value ->> 'symbol', 'binance', value ->> 'base', value ->> 'quote', value ->> 'name', 'active', value ->> 'addedAt'
  FROM json_each(?1) WHERE true
  ON CONFLICT DO NOTHING
  RETURNING symbol`;

/**
 * Adds the configured symbols that the table does not know yet, fed by the exchange. A symbol that was
 * removed stays removed. Idempotent.
 * @param now epoch ms; symbols are added a millisecond apart, which keeps the configured order.
 * @returns the symbols that were new.
 */
export async function seedSymbols(
  db: D1Database,
  configured: readonly string[],
  now: number,
): Promise<string[]> {
  const rows = configured.map((symbol, position) => {
    const { base, quote } = splitSymbol(symbol);
    return { symbol, base, quote, name: coinOfBase(base).name, addedAt: now + position };
  });
  const { results } = await db.prepare(SEED).bind(JSON.stringify(rows)).all<{ symbol: string }>();
  return results.map((row) => row.symbol);
}

/** What the exchange says of a symbol, where it has been asked. */
export interface ListedSymbol {
  readonly base: string;
  readonly quote: string;
  readonly tickSize: string;
  readonly stepSize: string;
}

/** Adds a symbol or changes its configuration, and makes it active. `addedAt` of a known one is kept. */
export async function putSymbol(
  db: D1Database,
  symbol: string,
  config: SymbolConfig,
  listed: ListedSymbol | undefined,
  now: number,
): Promise<SymbolRow> {
  const { base, quote } = listed ?? splitSymbol(symbol);
  const change = {
    feed: config.feed,
    tickSize: config.feed === "push" ? config.tickSize : (listed?.tickSize ?? null),
    stepSize: config.feed === "push" ? config.stepSize : (listed?.stepSize ?? null),
    latenessMs: config.feed === "push" ? config.latenessMs : null,
    base,
    quote,
    name: coinOfBase(base).name,
    status: "active",
  } as const;
  return await drizzle(db)
    .insert(symbols)
    .values({ symbol, ...change, addedAt: now })
    .onConflictDoUpdate({ target: symbols.symbol, set: change })
    .returning()
    .get();
}

/** Marks a symbol removed. @returns false where no active symbol of that name exists. */
export async function removeSymbol(db: D1Database, symbol: string): Promise<boolean> {
  const changed = await drizzle(db)
    .update(symbols)
    .set({ status: "removed" })
    .where(and(eq(symbols.symbol, symbol), eq(symbols.status, "active")))
    .returning({ symbol: symbols.symbol });
  return changed.length > 0;
}

/** Fills in the steps of a seeded symbol once the exchange has told them. */
export async function describeSymbol(db: D1Database, symbol: string, listed: ListedSymbol): Promise<void> {
  const { base, quote, tickSize, stepSize } = listed;
  await drizzle(db)
    .update(symbols)
    .set({ base, quote, tickSize, stepSize, name: coinOfBase(base).name })
    .where(and(eq(symbols.symbol, symbol), eq(symbols.feed, "binance"), isNull(symbols.tickSize)));
}

/**
 * The configuration a hub is given for a row.
 * @throws Error on a push row without its steps, which no writer of this file leaves behind.
 */
export function configOf(row: SymbolRow): SymbolConfig {
  if (row.feed === "binance") return { feed: "binance" };
  const { tickSize, stepSize, latenessMs } = row;
  if (tickSize === null || stepSize === null || latenessMs === null) {
    throw new Error(`the push symbol ${row.symbol} has no steps`);
  }
  return { feed: "push", tickSize, stepSize, latenessMs };
}
