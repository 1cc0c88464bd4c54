import { z } from "zod";
import type { CoinName, SourceFailure } from "../../contract/market.ts";
import type { SendRequest } from "../feeds/binance/rest-request.ts";
import { FeedError, type FeedFailure } from "../feeds/feed.ts";
import { amount, price, signedAmount } from "./amount.ts";
import { goodRows } from "./rows.ts";
import { emptyRow, type MarketRow, type MarketSource, SourceError, type Told } from "./source.ts";
import { shaped } from "./source-http.ts";

const QUOTE = "USDT";

const TickerSchema = z.object({
  symbol: z.string(),
  lastPrice: price,
  priceChange: signedAmount,
  priceChangePercent: signedAmount,
  highPrice: amount,
  lowPrice: amount,
  quoteVolume: amount,
});

const FAILURES: Readonly<Record<FeedFailure, SourceFailure>> = {
  blocked: "refused",
  banned: "rate_limited",
  rate_limited: "rate_limited",
  unavailable: "unavailable",
  unknown_symbol: "not_found",
  malformed: "malformed",
  rejected: "rejected",
};

/** Weights of /api/v3/ticker/24hr by how many symbols are asked for, as the exchange documents them. */
function weightOf(symbols: number): number {
  return symbols <= 20 ? 2 : 40;
}

/**
 * The exchange's 24-hour tickers, priced in USDT, under the shared weight ledger. It knows no market caps.
 * @param send has its own time-out and hosts.
 */
export function binanceSource(send: SendRequest): MarketSource {
  async function tickers(coins: readonly CoinName[]): Promise<Told<readonly MarketRow[]>> {
    const symbols = JSON.stringify(coins.map(({ base }) => base + QUOTE));
    const path = `/api/v3/ticker/24hr?${new URLSearchParams({ symbols })}`;
    try {
      const answer = await send({ path, weight: weightOf(coins.length), purpose: "seed" });
      return readTickers(shaped(z.array(z.unknown()), answer), coins);
    } catch (error) {
      if (!(error instanceof FeedError)) throw error;
      if (error.failure !== "unknown_symbol") {
        throw new SourceError(FAILURES[error.failure], error.message, error.retryAfterMs);
      }
      // One symbol that is not listed refuses the whole request: halves find it.
      if (coins.length === 1) return { value: [], badRows: 0 };
      const half = Math.ceil(coins.length / 2);
      const first = await tickers(coins.slice(0, half));
      const second = await tickers(coins.slice(half));
      return { value: [...first.value, ...second.value], badRows: first.badRows + second.badRows };
    }
  }

  return { id: "binance", maxCoins: 100, markets: tickers };
}

function readTickers(rows: readonly unknown[], coins: readonly CoinName[]): Told<readonly MarketRow[]> {
  return goodRows(rows, (row) => {
    const result = TickerSchema.safeParse(row);
    if (!result.success) return null;
    const coin = coins.find(({ base }) => base + QUOTE === result.data.symbol);
    if (coin === undefined) return null;
    const ticker = result.data;
    return {
      ...emptyRow(coin.id),
      price: ticker.lastPrice,
      change24h: ticker.priceChange,
      changePercent24h: ticker.priceChangePercent,
      high24h: ticker.highPrice,
      low24h: ticker.lowPrice,
      volume24h: ticker.quoteVolume,
    };
  });
}
