import { z } from "zod";
import type { SymbolHubRpc } from "../contract/hub.ts";
import type { StreamRelayRpc, WeightLedgerRpc } from "../contract/rpc.ts";

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

const urlList = (fallback: string, protocol: RegExp) =>
  z
    .string()
    .default(fallback)
    .transform((text) =>
      text
        .split(",")
        .map((part) => part.trim().replace(/\/+$/, ""))
        .filter(Boolean),
    )
    .refine((urls) => urls.length > 0 && urls.every((url) => protocol.test(url) && URL.canParse(url)), {
      message: `a comma list of URLs matching ${protocol}`,
    });

const ConfigSchema = z.object({
  BINANCE_REST_URL: urlList("https://data-api.binance.vision", /^https?:\/\//),
  BINANCE_WS_URL: urlList("wss://data-stream.binance.vision", /^wss?:\/\//),
  MARKET_SOURCE: z.enum(["binance", "replay"]).default("binance"),
  SYMBOLS: z
    .string()
    .default("BTCUSDT,ETHUSDT,SOLUSDT,XRPUSDT,LTCUSDT,BNBUSDT,ADAUSDT,DOGEUSDT")
    .transform((text) =>
      text
        .split(",")
        .map((part) => part.trim().toUpperCase())
        .filter(Boolean),
    )
    .refine((list) => list.every((symbol) => /^[A-Z0-9]{2,20}$/.test(symbol)), {
      message: "a comma list of symbols",
    }),
  ENVIRONMENT: z.enum(["production", "development", "test"]).default("production"),
  CORS_ORIGINS: z
    .string()
    .default("")
    .transform((text) =>
      text
        .split(",")
        .map((part) => part.trim())
        .filter(Boolean),
    ),
  RELAYS: z.coerce.number().int().min(1).max(1_000).default(4),
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(0).default(1_200),
  WICK_TEST_HOOKS: z
    .enum(["0", "1"])
    .default("0")
    .transform((text) => text === "1"),
});

/** The configuration, parsed once an isolate at the door. */
export type Config = z.infer<typeof ConfigSchema>;

const parsed = new WeakMap<Env, Config>();

/** @throws Error that names every missing or bad variable. */
export function parseConfig(env: Env): Config {
  const known = parsed.get(env);
  if (known !== undefined) return known;
  const result = ConfigSchema.safeParse(env);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`bad configuration: ${problems.join("; ")}`);
  }
  parsed.set(env, result.data);
  return result.data;
}
