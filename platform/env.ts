import type { AlertLogRpc } from "../contract/alerts.ts";
import type { SymbolHubRpc } from "../contract/hub.ts";
import type { MarketDeskRpc } from "../contract/market.ts";
import type { PairHubRpc } from "../contract/pairs.ts";
import type { StreamRelayRpc, WeightLedgerRpc } from "../contract/rpc.ts";
import { type Config, parseVariables } from "./config.ts";

/** What a `BackfillWorkflow` is started with. */
export interface BackfillParams {
  /** Of the row in `backfill`. */
  readonly id: string;
}

/** What an `InitWorkflow` is started with; its instance id is the driver's name. */
export interface InitParams {
  /** Of the row in `init_run`. */
  readonly id: string;
}

/** Bindings and variables as workerd hands them over. Variables are text until `parseConfig`. */
export interface Env {
  readonly ASSETS: Fetcher;
  readonly DB: D1Database;
  readonly COLD: R2Bucket;
  readonly SYMBOL_HUB: DurableObjectNamespace<Rpc.DurableObjectBranded & SymbolHubRpc>;
  readonly STREAM_RELAY: DurableObjectNamespace<Rpc.DurableObjectBranded & StreamRelayRpc>;
  readonly WEIGHT_LEDGER: DurableObjectNamespace<Rpc.DurableObjectBranded & WeightLedgerRpc>;
  readonly BACKFILL_WORKFLOW: Workflow<BackfillParams>;
  readonly INIT_WORKFLOW: Workflow<InitParams>;
  readonly PAIR_HUB: DurableObjectNamespace<Rpc.DurableObjectBranded & PairHubRpc>;
  readonly ALERT_LOG: DurableObjectNamespace<Rpc.DurableObjectBranded & AlertLogRpc>;
  readonly MARKET_DESK: DurableObjectNamespace<Rpc.DurableObjectBranded & MarketDeskRpc>;
  readonly BINANCE_REST_URL?: string;
  readonly BINANCE_WS_URL?: string;
  readonly MARKET_SOURCE?: string;
  readonly SYMBOLS?: string;
  readonly ENVIRONMENT?: string;
  readonly CORS_ORIGINS?: string;
  readonly RELAYS?: string;
  readonly RATE_LIMIT_PER_MINUTE?: string;
  readonly MARKET_SOURCES?: string;
  readonly COINGECKO_URL?: string;
  readonly COINCAP_URL?: string;
  readonly CRYPTOCOMPARE_URL?: string;
  /** Secrets; every source works without, within smaller budgets. */
  readonly COINGECKO_API_KEY?: string;
  readonly COINCAP_API_KEY?: string;
  readonly CRYPTOCOMPARE_API_KEY?: string;
  readonly BINANCE_ARCHIVE_URL?: string;
  readonly HOT_DAYS_1M?: string;
  readonly HOT_DAYS_5M?: string;
  readonly HOT_DAYS_15M?: string;
  readonly ARCHIVE_TICKS?: string;
  readonly ANALYTICS?: string;
  readonly BACKUPS_KEPT?: string;
  readonly N8N_SENTIMENT_ANALYSIS_URL?: string;
  readonly N8N_WEBHOOK_SECRET?: string;
  readonly STRATEGY_WEBHOOK_URL?: string;
  readonly STRATEGY_WEBHOOK_SECRET?: string;
  readonly WICK_TEST_HOOKS?: string;
}

const parsed = new WeakMap<Env, Config>();

/** @throws Error that names every missing or bad variable. */
export function parseConfig(env: Env): Config {
  const known = parsed.get(env);
  if (known !== undefined) return known;
  const config = parseVariables(env);
  parsed.set(env, config);
  return config;
}
