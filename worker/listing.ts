import { WickError } from "../contract/errors.ts";
import type { Config } from "../platform/config.ts";
import type { ListedSymbol } from "../platform/d1/symbols.ts";
import type { Env } from "../platform/env.ts";
import { binanceFeed } from "../platform/feeds/binance/feed.ts";
import { FeedError } from "../platform/feeds/feed.ts";
import { ledgerStub } from "./stubs.ts";

/**
 * What the exchange's exchangeInfo says of a symbol.
 * @throws WickError unknown_symbol, invalid_input (known, but not trading), exchange_unavailable
 */
export async function listedSymbol(env: Env, config: Config, symbol: string): Promise<ListedSymbol> {
  const feed = binanceFeed({
    symbol,
    restUrls: config.BINANCE_REST_URL,
    wsUrls: config.BINANCE_WS_URL,
    ledger: ledgerStub(env),
    now: () => Date.now(),
    random: () => Math.random(),
  });
  try {
    const info = await feed.rest.symbolInfo();
    if (info.status !== "TRADING") {
      throw new WickError("invalid_input", `The exchange does not trade ${symbol} (${info.status}).`, {
        errors: [{ path: "symbol", message: `is ${info.status} at the exchange` }],
      });
    }
    const { baseAsset: base, quoteAsset: quote, tickSize, stepSize } = info;
    return { base, quote, tickSize, stepSize };
  } catch (error) {
    if (!(error instanceof FeedError)) throw error;
    if (error.failure === "unknown_symbol") {
      throw new WickError("unknown_symbol", `The exchange does not know ${symbol}.`, { cause: error });
    }
    throw new WickError("exchange_unavailable", `The exchange could not be asked: ${error.failure}.`, {
      cause: error,
      ...(error.retryAfterMs === null ? {} : { retryAfterMs: error.retryAfterMs }),
    });
  }
}
