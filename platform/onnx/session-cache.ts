import type { ModelSession } from "./session.ts";

interface Kept {
  readonly session: ModelSession;
  readonly bytes: number;
}

/** Numbers of an isolate's sessions. */
export interface SessionCacheStats {
  readonly sessions: number;
  /** By the estimate that the budget is kept with. */
  readonly bytes: number;
  readonly hits: number;
  readonly misses: number;
  readonly evictions: number;
}

/**
 * Sessions by key, the least recently used released first when they would be more than the budget. Sessions alone are
 * kept, never promises of them: what one request waits for must not be waited for in another.
 */
export class SessionCache {
  readonly #budgetBytes: number;
  /** Least recently used first. */
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;
  #hits = 0;
  #misses = 0;
  #evictions = 0;

  /** @param budgetBytes of estimated memory. */
  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
  }

  get(key: string): ModelSession | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) {
      this.#misses++;
      return undefined;
    }
    this.#hits++;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept.session;
  }

  has(key: string): boolean {
    return this.#kept.has(key);
  }

  /** Releases what does not fit beside so many bytes; before they are taken, since memory never shrinks. */
  async makeRoom(bytes: number): Promise<void> {
    for (const key of [...this.#kept.keys()]) {
      if (this.#bytes + bytes <= this.#budgetBytes) return;
      this.#evictions++;
      await this.drop(key);
    }
  }

  /** Keeps a session; one more of a key that is kept already is released. */
  async keep(key: string, session: ModelSession, bytes: number): Promise<void> {
    if (this.#kept.has(key)) return await session.release();
    this.#kept.set(key, { session, bytes });
    this.#bytes += bytes;
  }

  async drop(key: string): Promise<void> {
    const kept = this.#kept.get(key);
    if (kept === undefined) return;
    this.#kept.delete(key);
    this.#bytes -= kept.bytes;
    await kept.session.release();
  }

  stats(): SessionCacheStats {
    return {
      sessions: this.#kept.size,
      bytes: this.#bytes,
      hits: this.#hits,
      misses: this.#misses,
      evictions: this.#evictions,
    };
  }
}
