import type { History } from "../contract/history.ts";
import type { Config } from "../platform/config.ts";
import { type Env, parseConfig } from "../platform/env.ts";
import { openHistory } from "../platform/history/history.ts";
import { openModels, type WorkerModels } from "../platform/onnx/worker-models.ts";
import { HttpCounters } from "../platform/telemetry/http-counters.ts";
import { KeyRing } from "./auth/key-ring.ts";
import { exchangeOf } from "./backfill/exchange-of.ts";
import { ExportSlots } from "./bars/export-slots.ts";
import { PageCache } from "./cache/page-cache.ts";
import { ForecastMemory } from "./forecasts/forecast-memory.ts";
import { startHub } from "./hub-start.ts";
import { JobCounters } from "./jobs/job-counters.ts";
import { CoinBook } from "./market/coin-book.ts";
import { MarketMemory } from "./market/market-memory.ts";
import { RateLimit } from "./middleware/rate-limit.ts";
import { PriceBoard } from "./prices/price-board.ts";
import { Registry } from "./registry.ts";
import { deskStub, hubStub } from "./stubs.ts";

/** What an isolate remembers between requests. All of it can be lost at any time. */
export interface Isolate {
  readonly config: Config;
  readonly pages: PageCache;
  readonly limit: RateLimit;
  /** What a client may ask for of requests that each cost as much as many others. */
  readonly costly: RateLimit;
  readonly exports: ExportSlots;
  readonly keys: KeyRing;
  readonly registry: Registry;
  readonly board: PriceBoard;
  readonly history: History;
  readonly coins: CoinBook;
  readonly markets: MarketMemory;
  readonly http: HttpCounters;
  readonly jobs: JobCounters;
  /** Trained models, and what of them is loaded. */
  readonly models: WorkerModels;
  readonly forecasts: ForecastMemory;
}

/** Of a client's requests, as many may be costly as make one in so many. */
const COSTLY_PART = 20;
/** Each holds at most some 20 MB while it is written. */
const EXPORTS = 3;
const EXPORT_IDLE_MS = 30_000;

/** Two requests for klines: most reads need no more of the exchange. */
const READ_WEIGHT = 4;

const isolates = new WeakMap<Env, Isolate>();

/** The isolate's memory where there is one already. */
export function knownIsolate(env: Env): Isolate | undefined {
  return isolates.get(env);
}

/** @throws Error that names every bad variable of the configuration. */
export function isolateOf(env: Env): Isolate {
  const known = isolates.get(env);
  if (known !== undefined) return known;
  const config = parseConfig(env);
  const now = () => Date.now();
  const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const registry = new Registry({
    db: env.DB,
    config,
    now,
    start: (symbol) => startHub(env, symbol, { feed: "binance" }),
  });
  const isolate: Isolate = {
    config,
    pages: new PageCache({
      maxBytes: 16 * 1024 * 1024,
      now,
      waitMs: 3_000,
      sleep,
    }),
    limit: new RateLimit({ quota: config.RATE_LIMIT_PER_MINUTE, windowMs: 60_000, maxClients: 10_000, now }),
    costly: new RateLimit({
      quota: Math.ceil(config.RATE_LIMIT_PER_MINUTE / COSTLY_PART),
      windowMs: 60_000,
      maxClients: 10_000,
      now,
    }),
    exports: new ExportSlots({ most: EXPORTS, mostOfOne: EXPORTS - 1, idleMs: EXPORT_IDLE_MS, now }),
    keys: new KeyRing({ db: env.DB, now }),
    registry,
    board: new PriceBoard({
      symbols: () => registry.active(),
      hub: (symbol) => hubStub(env, symbol),
      now,
      sleep,
    }),
    history: openHistory({
      hub: (symbol) => hubStub(env, symbol),
      db: env.DB,
      cold: env.COLD,
      // Made anew for each read: what one request waits for must not be waited for in another.
      exchange: (symbol) => exchangeOf(env, config, READ_WEIGHT)(symbol),
      now,
    }),
    coins: new CoinBook({ db: env.DB, now }),
    markets: new MarketMemory({ desk: () => deskStub(env), now }),
    http: new HttpCounters(),
    jobs: new JobCounters(),
    models: openModels(env.COLD, now),
    forecasts: new ForecastMemory(now),
  };
  isolates.set(env, isolate);
  return isolate;
}
