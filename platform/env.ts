import type { SymbolHubRpc } from "../contract/hub.ts";
import type { StreamRelayRpc, WeightLedgerRpc } from "../contract/rpc.ts";
import { type Config, parseVariables } from "./config.ts";

/** Bindings and variables as workerd hands them over. Variables are text until `parseConfig`. */
export interface Env {
  readonly ASSETS: Fetcher;
  readonly DB: D1Database;
  readonly COLD: R2Bucket;
  readonly SYMBOL_HUB: DurableObjectNamespace<Rpc.DurableObjectBranded & SymbolHubRpc>;
  readonly STREAM_RELAY: DurableObjectNamespace<Rpc.DurableObjectBranded & StreamRelayRpc>;
  readonly WEIGHT_LEDGER: DurableObjectNamespace<Rpc.DurableObjectBranded & WeightLedgerRpc>;
  readonly BINANCE_REST_URL?: string;
  readonly BINANCE_WS_URL?: string;
  readonly MARKET_SOURCE?: string;
  readonly SYMBOLS?: string;
  readonly ENVIRONMENT?: string;
  readonly CORS_ORIGINS?: string;
  readonly RELAYS?: string;
  readonly RATE_LIMIT_PER_MINUTE?: string;
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
