export interface RateLimitOptions {
  /** Requests a window; 0 turns the limit off. */
  readonly quota: number;
  readonly windowMs: number;
  /** How many clients are remembered; the longest unseen is forgotten first. */
  readonly maxClients: number;
  readonly now: () => number;
}

/** The verdict on one request, and what the headers say. */
export interface RateVerdict {
  readonly allowed: boolean;
  readonly remaining: number;
  readonly resetMs: number;
}

interface Window {
  startedAt: number;
  used: number;
}

/**
 * A bounded counter of requests per client in fixed windows. It counts what this isolate sees: a courtesy
 * limit that costs nothing, not a quota across the edge.
 */
export class RateLimit {
  readonly quota: number;
  readonly windowMs: number;
  /** The RateLimit-Policy header. */
  readonly policy: string;
  readonly #maxClients: number;
  readonly #now: () => number;
  readonly #windows = new Map<string, Window>();

  constructor(options: RateLimitOptions) {
    this.quota = options.quota;
    this.windowMs = options.windowMs;
    this.policy = `"default";q=${options.quota};w=${options.windowMs / 1_000}`;
    this.#maxClients = options.maxClients;
    this.#now = options.now;
  }

  /** @param cost how many requests this one counts for. */
  take(client: string, cost = 1): RateVerdict {
    const now = this.#now();
    let window = this.#windows.get(client);
    if (window === undefined || now - window.startedAt >= this.windowMs) {
      // Set anew so that the map stays in order of the window's age, and the oldest is first.
      this.#windows.delete(client);
      window = { startedAt: now, used: 0 };
      this.#windows.set(client, window);
      if (this.#windows.size > this.#maxClients) {
        for (const oldest of this.#windows.keys()) {
          this.#windows.delete(oldest);
          break;
        }
      }
    }
    window.used += cost;
    return {
      allowed: window.used <= this.quota,
      remaining: Math.max(0, this.quota - window.used),
      resetMs: window.startedAt + this.windowMs - now,
    };
  }

  get clients(): number {
    return this.#windows.size;
  }
}
