import { asc, eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { CoinDetails } from "../../contract/market.ts";
import { planSeed, type SeedRow, type WishedCoin } from "../coins/seed-plan.ts";
import { type CoinRow, coins } from "./schema/coins.ts";

/** Every coin, by its number. */
export async function listCoins(db: D1Database): Promise<CoinRow[]> {
  return await drizzle(db).select().from(coins).orderBy(asc(coins.number));
}

/** The coin of an id (`bitcoin`), or undefined. */
export async function getCoin(db: D1Database, id: string): Promise<CoinRow | undefined> {
  return await drizzle(db).select().from(coins).where(eq(coins.id, id)).get();
}

export interface SeedOptions {
  /** Also description, homepage and the like, built in or given with the coin. */
  readonly detailed: boolean;
  /** New rows get the number that was given with the coin, where it is free. */
  readonly useGivenNumbers: boolean;
}

/** What seeding would write: empty where all is there. Reads only. */
export async function missingCoins(
  db: D1Database,
  wished: readonly WishedCoin[],
  options: SeedOptions,
): Promise<readonly SeedRow[]> {
  return planSeed(await listCoins(db), wished, options);
}

// Another seeding of the same moment may have been first: what a row says already stays, and a number that was
// taken meanwhile fails the statement instead of giving a coin away.
const SEED = `
  INSERT INTO coins (id, number, base, name, description, homepage, genesis, categories, max_supply)
  SELECT value ->> 'id', value ->> 'number', value ->> 'base', value ->> 'name', value ->> 'description',
    value ->> 'homepage', value ->> 'genesis', value ->> 'categories', value ->> 'maxSupply'
  FROM json_each(?1) WHERE true
  ON CONFLICT (id) DO UPDATE SET description = coalesce(coins.description, excluded.description),
    homepage = coalesce(coins.homepage, excluded.homepage), genesis = coalesce(coins.genesis, excluded.genesis),
    categories = coalesce(coins.categories, excluded.categories),
    max_supply = coalesce(coins.max_supply, excluded.max_supply)`;

/**
 * Adds the wished coins that are missing and fills in details where a row has none; what is known stays. Idempotent.
 * @returns how many rows were added or filled in: 0 writes nothing.
 */
export async function seedCoins(
  db: D1Database,
  wished: readonly WishedCoin[],
  options: SeedOptions,
): Promise<number> {
  const rows = await missingCoins(db, wished, options);
  if (rows.length > 0) await db.prepare(SEED).bind(JSON.stringify(rows)).run();
  return rows.length;
}

/**
 * Takes over what a source told of a coin. What it did not tell (null, an empty list) stays as it was, and nothing
 * is written when it told nothing new. @returns whether the row has changed; false too for an unknown coin.
 */
export async function saveCoinDetails(db: D1Database, details: CoinDetails): Promise<boolean> {
  const before = await getCoin(db, details.coin);
  if (before === undefined) return false;
  const { coin: _coin, name: _name, source, asOf, categories, ...told } = details;
  const news = Object.entries({
    ...told,
    categories: categories.length === 0 ? null : JSON.stringify(categories),
  }).filter(([field, value]) => value !== null && value !== before[field as keyof CoinRow]);
  if (news.length === 0 && before.source === source) return false;
  await drizzle(db)
    .update(coins)
    .set({ ...Object.fromEntries(news), source, updatedAt: asOf })
    .where(eq(coins.id, details.coin));
  return true;
}
