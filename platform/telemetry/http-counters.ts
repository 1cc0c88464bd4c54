/** Upper bounds of the latency buckets, in ms. */
export const LATENCY_BUCKETS_MS = [1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000] as const;

export interface RouteCount {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly requests: number;
}

/** Requests this isolate has answered. Routes are patterns, so the number of series is bounded. */
export class HttpCounters {
  readonly #requests = new Map<string, { method: string; route: string; status: number; requests: number }>();
  readonly #buckets = new Array<number>(LATENCY_BUCKETS_MS.length + 1).fill(0);
  #sumMs = 0;
  #count = 0;

  count(method: string, route: string, status: number, durationMs: number): void {
    const key = `${method} ${route} ${status}`;
    const known = this.#requests.get(key);
    if (known === undefined) this.#requests.set(key, { method, route, status, requests: 1 });
    else known.requests += 1;
    let bucket = 0;
    while (bucket < LATENCY_BUCKETS_MS.length && durationMs > (LATENCY_BUCKETS_MS[bucket] ?? 0)) bucket += 1;
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#sumMs += durationMs;
    this.#count += 1;
  }

  read(): {
    readonly requests: readonly RouteCount[];
    /** Per bucket, not cumulative; the last is beyond every bound. */
    readonly buckets: readonly number[];
    readonly sumMs: number;
    readonly count: number;
  } {
    return {
      requests: [...this.#requests.values()].map((route) => ({ ...route })),
      buckets: [...this.#buckets],
      sumMs: this.#sumMs,
      count: this.#count,
    };
  }
}
