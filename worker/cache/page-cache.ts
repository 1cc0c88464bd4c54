/** A whole answer, ready to send again: body encoded once, headers decided once. */
export interface Page {
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly cacheControl: string;
  readonly etag: string;
  /** The route that made it, for metrics. */
  readonly route: string;
}

export interface PagePolicy {
  /** How long a page is served without a thought. */
  readonly freshMs: number;
  /** How much longer it may be served while a newer one is being made. */
  readonly staleMs: number;
}

/** A page and how long it may live: what a loader returns. */
export interface Loaded {
  readonly page: Page;
  readonly policy: PagePolicy;
}

interface Entry {
  readonly page: Page;
  readonly bytes: number;
  readonly storedAt: number;
  readonly freshUntil: number;
  readonly staleUntil: number;
}

export interface PageCacheOptions {
  readonly maxBytes: number;
  readonly now: () => number;
  /** How long a request waits for the load that another one began before it loads by itself. */
  readonly waitMs: number;
  /** Resolves after `ms`; injected so that tests hold the clock. */
  readonly sleep: (ms: number) => Promise<void>;
}

export interface PageCacheStats {
  readonly entries: number;
  readonly bytes: number;
  readonly hits: number;
  readonly stale: number;
  readonly misses: number;
}

/** What an entry costs besides its body: key, record, map slot. */
const ENTRY_OVERHEAD = 512;

/**
 * Answers kept in the isolate: least recently used go first when the bytes run out, one loader a key at a
 * time, stale pages served while a fresh one is made.
 */
export class PageCache {
  readonly #options: PageCacheOptions;
  /** In order of use, oldest first. */
  readonly #entries = new Map<string, Entry>();
  readonly #loading = new Map<string, Promise<Page>>();
  #bytes = 0;
  #hits = 0;
  #stale = 0;
  #misses = 0;

  constructor(options: PageCacheOptions) {
    this.#options = options;
  }

  /** The page of a key while it is fresh. The fast path: no promise is made. */
  fresh(key: string): Page | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.freshUntil <= this.#options.now()) return undefined;
    this.#use(key, entry);
    this.#hits += 1;
    return entry.page;
  }

  /**
   * The page of a key: fresh, or stale while `load` runs behind it, or loaded now.
   * @param keepAlive holds the isolate for a load that outlives the request which began it.
   * @throws what `load` throws, when there is no page to fall back on.
   */
  async get(
    key: string,
    load: () => Promise<Loaded>,
    keepAlive: (work: Promise<unknown>) => void,
  ): Promise<Page> {
    const entry = this.#entries.get(key);
    const now = this.#options.now();
    if (entry !== undefined && entry.freshUntil > now) {
      this.#use(key, entry);
      this.#hits += 1;
      return entry.page;
    }
    const pending = this.#loading.get(key);
    if (entry !== undefined && entry.staleUntil > now) {
      this.#use(key, entry);
      this.#stale += 1;
      if (pending === undefined) keepAlive(this.#load(key, load).catch(() => {}));
      return entry.page;
    }
    this.#misses += 1;
    if (pending === undefined) {
      const loading = this.#load(key, load);
      keepAlive(loading.catch(() => {}));
      return await loading;
    }
    return (await this.#await(pending)) ?? (await this.#load(key, load));
  }

  /** What is held for a key, however old, and its age in ms. Never loads. */
  peek(key: string): { readonly page: Page; readonly ageMs: number } | undefined {
    const entry = this.#entries.get(key);
    return entry && { page: entry.page, ageMs: this.#options.now() - entry.storedAt };
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }

  stats(): PageCacheStats {
    return {
      entries: this.#entries.size,
      bytes: this.#bytes,
      hits: this.#hits,
      stale: this.#stale,
      misses: this.#misses,
    };
  }

  /**
   * Another request's load, but not for ever: a platform may drop the request that began it, and then its
   * promise never settles.
   */
  async #await(pending: Promise<Page>): Promise<Page | undefined> {
    return await Promise.race([pending, this.#options.sleep(this.#options.waitMs).then(() => undefined)]);
  }

  async #load(key: string, load: () => Promise<Loaded>): Promise<Page> {
    const loading = load().then(({ page, policy }) => {
      this.#store(key, page, policy);
      return page;
    });
    this.#loading.set(key, loading);
    try {
      return await loading;
    } finally {
      if (this.#loading.get(key) === loading) this.#loading.delete(key);
    }
  }

  #store(key: string, page: Page, policy: PagePolicy): void {
    const known = this.#entries.get(key);
    if (known !== undefined) this.#drop(key, known);
    const bytes = page.body.byteLength + key.length * 2 + ENTRY_OVERHEAD;
    // A page larger than a quarter of the cache would push out too much of what others use.
    if (policy.freshMs + policy.staleMs <= 0 || bytes > this.#options.maxBytes / 4) return;
    const storedAt = this.#options.now();
    const freshUntil = storedAt + policy.freshMs;
    this.#entries.set(key, { page, bytes, storedAt, freshUntil, staleUntil: freshUntil + policy.staleMs });
    this.#bytes += bytes;
    for (const [oldest, entry] of this.#entries) {
      if (this.#bytes <= this.#options.maxBytes) break;
      this.#drop(oldest, entry);
    }
  }

  #use(key: string, entry: Entry): void {
    this.#entries.delete(key);
    this.#entries.set(key, entry);
  }

  #drop(key: string, entry: Entry): void {
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
  }
}
