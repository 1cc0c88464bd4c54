import { and, eq, isNull } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { isScope, type Scope } from "../../contract/scopes.ts";
import { hashOfKey, makeApiKey } from "./new-api-key.ts";
import { apiKeys } from "./schema/api-keys.ts";

const KEY = /^wick_[A-Za-z0-9_-]{43}$/;

/** Who holds a key, and what it may do. */
export interface KeyIdentity {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly lastUsed: string | null;
}

/** Makes and stores a key; the answer is the only time it is seen. */
export async function createApiKey(
  db: D1Database,
  request: { readonly name: string; readonly scopes: readonly Scope[] },
  now: number,
): Promise<string> {
  const { key, row } = await makeApiKey(request, now);
  await drizzle(db).insert(apiKeys).values(row);
  return key;
}

/** The holder of a key, or undefined where it is malformed, unknown or revoked. */
export async function findApiKey(db: D1Database, key: string): Promise<KeyIdentity | undefined> {
  if (!KEY.test(key)) return undefined;
  const row = await drizzle(db)
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.hash, await hashOfKey(key)), isNull(apiKeys.revokedAt)))
    .get();
  if (row === undefined) return undefined;
  const scopes = row.scopes.split(" ").filter(isScope);
  return { id: row.id, name: row.name, scopes, lastUsed: row.lastUsed };
}

/** Notes the UTC day on which a key was used. */
export async function touchApiKey(db: D1Database, id: string, day: string): Promise<void> {
  await drizzle(db).update(apiKeys).set({ lastUsed: day }).where(eq(apiKeys.id, id));
}

/**
 * Stores a key that its holder has made, by its hash, unless a key of that name is in use: that one stays as it is.
 * @returns whether it was stored.
 */
export async function addNamedKey(
  db: D1Database,
  key: { readonly name: string; readonly hash: string; readonly scopes: readonly Scope[] },
  now: number,
): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `INSERT INTO api_keys (id, name, hash, scopes, created_at) SELECT ?1, ?2, ?3, ?4, ?5
       WHERE NOT EXISTS (SELECT 1 FROM api_keys WHERE name = ?2 AND revoked_at IS NULL)
       ON CONFLICT DO NOTHING`,
    )
    .bind(crypto.randomUUID(), key.name, key.hash, key.scopes.join(" "), now)
    .run();
  return meta.changes > 0;
}
