import { SOURCE_IDS, type SourceId, type SourceStatus } from "../../contract/market.ts";
import type { Config } from "../config.ts";
import type { SendRequest } from "../feeds/binance/rest-request.ts";
import type { UsedSource } from "./asker.ts";
import { binanceSource } from "./binance.ts";
import { CLOSED } from "./breaker.ts";
import { budgetOf } from "./budget.ts";
import { coinCap } from "./coincap.ts";
import { coinGecko } from "./coingecko.ts";
import { cryptoCompare } from "./cryptocompare.ts";
import { NO_COUNTS } from "./gate.ts";
import type { MarketSource } from "./source.ts";

export interface SourcePorts {
  readonly fetch: typeof fetch;
  readonly now: () => number;
  /** The exchange's REST side under the shared weight budget. */
  readonly exchange: SendRequest;
}

/** The sources that the configuration names, in its order, and the others with the reason why they are not used. */
export function configuredSources(
  config: Config,
  ports: SourcePorts,
): { readonly used: readonly UsedSource[]; readonly unused: readonly SourceStatus[] } {
  const listed = new Set(config.MARKET_SOURCES);
  const keys = keysOf(config);
  const usable = [...listed].filter((id) => id !== "coincap" || keys.coincap !== undefined);
  const used = usable.map((id) => ({
    source: openSource(id, config, keys[id], ports),
    keyed: keys[id] !== undefined,
    limits: budgetOf(id, keys[id] !== undefined),
  }));
  const unused = SOURCE_IDS.filter((id) => !usable.includes(id)).map((id) =>
    unusedStatus(id, listed.has(id) ? "needs_key" : "not_listed"),
  );
  return { used, unused };
}

function keysOf(config: Config): Readonly<Record<SourceId, string | undefined>> {
  return {
    coingecko: config.COINGECKO_API_KEY || undefined,
    coincap: config.COINCAP_API_KEY || undefined,
    cryptocompare: config.CRYPTOCOMPARE_API_KEY || undefined,
    binance: undefined,
  };
}

function openSource(id: SourceId, config: Config, key: string | undefined, ports: SourcePorts): MarketSource {
  const http = (url: string, headers: Readonly<Record<string, string>>) => ({
    url,
    headers: key === undefined ? {} : headers,
    fetch: ports.fetch,
    now: ports.now,
  });
  switch (id) {
    case "coingecko":
      return coinGecko(http(config.COINGECKO_URL, { "x-cg-demo-api-key": key ?? "" }));
    case "coincap":
      return coinCap(http(config.COINCAP_URL, { authorization: `Bearer ${key}` }));
    case "cryptocompare":
      return cryptoCompare(http(config.CRYPTOCOMPARE_URL, { authorization: `Apikey ${key}` }));
    case "binance":
      return binanceSource(ports.exchange);
    default: {
      const never: never = id;
      return never;
    }
  }
}

function unusedStatus(source: SourceId, unused: "not_listed" | "needs_key"): SourceStatus {
  return {
    source,
    order: null,
    unused,
    keyed: false,
    reachable: null,
    latencyMs: null,
    lastOkAt: null,
    lastFailureAt: null,
    lastFailure: null,
    breaker: { state: "closed", failures: CLOSED.failures, retryAt: null },
    waitUntil: null,
    budget: [],
    counts: NO_COUNTS,
  };
}
