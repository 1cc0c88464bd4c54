import type { Config } from "../../platform/config.ts";
import type { Env } from "../../platform/env.ts";
import { binanceFeed } from "../../platform/feeds/binance/feed.ts";
import type { FeedRest } from "../../platform/feeds/feed.ts";
import { ledgerStub } from "../stubs.ts";

/**
 * The exchange's REST side by symbol, under the shared budget. One a symbol, so that what it leased is used up.
 * @param leaseBlock weight leased at once, for who makes a few requests only.
 */
export function exchangeOf(env: Env, config: Config, leaseBlock?: number): (symbol: string) => FeedRest {
  const known = new Map<string, FeedRest>();
  return (symbol) => {
    const rest =
      known.get(symbol) ??
      binanceFeed({
        symbol,
        restUrls: config.BINANCE_REST_URL,
        wsUrls: config.BINANCE_WS_URL,
        ledger: ledgerStub(env),
        now: () => Date.now(),
        random: () => Math.random(),
        ...(leaseBlock === undefined ? {} : { leaseBlock }),
      }).rest;
    known.set(symbol, rest);
    return rest;
  };
}
