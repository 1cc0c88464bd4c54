import { WickError } from "../../contract/errors.ts";
import { findApiKey, type KeyIdentity, touchApiKey } from "../../platform/d1/api-keys.ts";
import { withDeadline } from "../../platform/deadline.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";

/** How long a found key is trusted without asking again: the longest a revoked key can still be used. */
const TRUST_MS = 30_000;
const MAX_KEYS = 1_000;
/** How long a request waits for the table of keys. */
const READ_MS = 3_000;
const RETRY_MS = 5_000;

/** API keys this isolate has looked up. Unknown keys are not remembered: each guess costs its guesser a look-up. */
export class KeyRing {
  readonly #db: D1Database;
  readonly #now: () => number;
  readonly #known = new Map<string, { readonly identity: KeyIdentity; readonly until: number }>();
  readonly #touched = new Map<string, string>();

  constructor(options: { readonly db: D1Database; readonly now: () => number }) {
    this.#db = options.db;
    this.#now = options.now;
  }

  /**
   * The holder of a key, or undefined. Notes the day of use, once a day, behind the answer.
   * @throws WickError unavailable, where the keys cannot be read in time.
   */
  async identify(key: string, keepAlive: (work: Promise<unknown>) => void): Promise<KeyIdentity | undefined> {
    const now = this.#now();
    const known = this.#known.get(key);
    if (known !== undefined && known.until > now) return known.identity;
    this.#known.delete(key);
    const identity = await withDeadline(findApiKey(this.#db, key), READ_MS, "D1").catch((cause: unknown) => {
      log({ event: "refresh_failed", what: "api keys", error: errorText(cause) });
      throw new WickError("unavailable", "API keys cannot be looked up right now.", {
        cause,
        retryAfterMs: RETRY_MS,
      });
    });
    if (identity === undefined) return undefined;
    if (this.#known.size >= MAX_KEYS) this.#known.clear();
    this.#known.set(key, { identity, until: now + TRUST_MS });
    const day = new Date(now).toISOString().slice(0, 10);
    if (identity.lastUsed !== day && this.#touched.get(identity.id) !== day) {
      if (this.#touched.size >= MAX_KEYS) this.#touched.clear();
      this.#touched.set(identity.id, day);
      keepAlive(touchApiKey(this.#db, identity.id, day).catch(() => this.#touched.delete(identity.id)));
    }
    return identity;
  }
}
