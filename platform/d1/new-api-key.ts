import type { Scope } from "../../contract/scopes.ts";
import type { ApiKeyRow } from "./schema/api-keys.ts";

const PREFIX = "wick_";

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
    hash: await hashOfKey(key),
    scopes: request.scopes.join(" "),
    createdAt: now,
    lastUsed: null,
    revokedAt: null,
  };
  return { key, row };
}

/** What is stored of a key. */
export async function hashOfKey(key: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
