/** What counting a request came to. */
export type Verdict =
  | { readonly kind: "ok"; readonly used: number }
  | { readonly kind: "limited" | "banned"; readonly used: number; readonly retryAfterMs: number };

/** Requests a client may make while it is told to wait, before it is banned. */
const PATIENCE = 10;
const BAN_MS = 120_000;

interface Account {
  minute: number;
  used: number;
  offences: number;
  bannedUntil: number;
}

/** Request weight by client address and calendar minute of the exchange's clock. */
export class WeightCounter {
  readonly #limit: number;
  readonly #accounts = new Map<string, Account>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Counts a request before it is answered: refused requests count as well. */
  spend(address: string, weight: number, now: number): Verdict {
    const minute = Math.floor(now / 60_000);
    const account = this.#account(address, minute);
    if (account.bannedUntil > now) {
      return { kind: "banned", used: account.used, retryAfterMs: account.bannedUntil - now };
    }
    account.used += weight;
    const { used } = account;
    if (used <= this.#limit) return { kind: "ok", used };
    account.offences += 1;
    if (account.offences > PATIENCE) {
      account.bannedUntil = now + BAN_MS;
      return { kind: "banned", used, retryAfterMs: BAN_MS };
    }
    return { kind: "limited", used, retryAfterMs: (minute + 1) * 60_000 - now };
  }

  #account(address: string, minute: number): Account {
    let account = this.#accounts.get(address);
    if (account === undefined) {
      account = { minute, used: 0, offences: 0, bannedUntil: 0 };
      this.#accounts.set(address, account);
    }
    if (account.minute !== minute) {
      account.minute = minute;
      account.used = 0;
      account.offences = 0;
    }
    return account;
  }
}
