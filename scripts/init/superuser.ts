import { scryptSync } from "node:crypto";
import { hashOfKey, makeApiKey } from "../../platform/d1/new-api-key.ts";
import { UsageError } from "./flags.ts";

/** An admin key that may be stored under a name. The key itself stays here. */
export interface Superuser {
  readonly name: string;
  readonly key: string;
  readonly hash: string;
  /** It can be had again from the password; a random one cannot. */
  readonly fromPassword: boolean;
}

const SHORTEST = 16;
const SCRYPT = { N: 16_384, r: 8, p: 1 } as const;

/**
 * The admin key that ADMIN_USERNAME and ADMIN_PASSWORD describe; random where there is no password. Accounts with an
 * e-mail address do not exist yet: ADMIN_EMAIL is not needed.
 * @throws UsageError on a weak password or a bad name
 */
export async function superuserOf(env: NodeJS.ProcessEnv): Promise<Superuser> {
  const name = env.ADMIN_USERNAME ?? "admin";
  const password = env.ADMIN_PASSWORD ?? "";
  if (!/^[\w .@-]{1,60}$/.test(name)) {
    throw new UsageError("ADMIN_USERNAME has letters, digits, spaces and .@- only, at most 60.");
  }
  if (password === "") {
    const { key, row } = await makeApiKey({ name, scopes: ["admin"] }, Date.now());
    return { name, key, hash: row.hash, fromPassword: false };
  }
  if (password.length < SHORTEST || new Set(password).size < 5) {
    throw new UsageError(
      `ADMIN_PASSWORD is too weak: at least ${SHORTEST} characters, not the same few again and again.`,
    );
  }
  // A password has less to guess than a key: scrypt makes each guess cost what a key's hash alone would not.
  const key = `wick_${scryptSync(password, `wick superuser ${name}`, 32, SCRYPT).toString("base64url")}`;
  return { name, key, hash: await hashOfKey(key), fromPassword: true };
}
