import { and, eq, isNull } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { isScope, type Scope } from "../../contract/scopes.ts";
import { type ApiKeyRow, apiKeys } from "./schema.ts";

const PREFIX = "wick_";
const KEY = /^wick_[A-Za-z0-9_-]{43}$/;

/** Who holds a key, and what it may do. */
export interface KeyIdentity {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly lastUsed: string | null;
}

/**
 * Makes a key of 256 random bits and the row that knows it only by its hash. Nothing is stored here, so
 * that also a script can make one; the key itself cannot be had again.
 * @param now epoch ms.
 */
export async function makeApiKey(
  request: { readonly name: string; readonly scopes: readonly Scope[] },
  now: number,
): Promise<{ readonly key: string; readonly row: ApiKeyRow }> {
  const key = PREFIX + base64url(crypto.getRandomValues(new Uint8Array(32)));
  const row: ApiKeyRow = {
    id: crypto.randomUUID(),
    name: request.name,
    hash: await hashOf(key),
    scopes: request.scopes.join(" "),
    createdAt: now,
    lastUsed: null,
    revokedAt: null,
  };
  return { key, row };
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
    .where(and(eq(apiKeys.hash, await hashOf(key)), isNull(apiKeys.revokedAt)))
    .get();
  if (row === undefined) return undefined;
  const scopes = row.scopes.split(" ").filter(isScope);
  return { id: row.id, name: row.name, scopes, lastUsed: row.lastUsed };
}

/** Notes the UTC day on which a key was used. */
export async function touchApiKey(db: D1Database, id: string, day: string): Promise<void> {
  await drizzle(db).update(apiKeys).set({ lastUsed: day }).where(eq(apiKeys.id, id));
}

async function hashOf(key: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
