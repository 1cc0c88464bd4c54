import { type ExchangeBar, foldTrades } from "../../replay/model/bar.ts";
import type { SymbolMarket, SymbolSpec } from "../../replay/model/market.ts";
import { MINUTE_MS } from "../../replay/model/market.ts";
import type { AggTrade } from "../../replay/model/trade.ts";

const UNIT = 100_000_000n;

/** A market with the same few trades, evenly spread, in each minute: for benchmarks that count every update. */
export class SteadyMarket implements SymbolMarket {
  readonly spec: SymbolSpec;
  readonly firstMinute: number;
  readonly #perMinute: number;

  constructor(symbol: string, firstMinute: number, perMinute: number) {
    this.spec = {
      symbol,
      baseAsset: symbol.slice(0, -4),
      quoteAsset: symbol.slice(-4),
      priceDigits: 2,
      sizeDigits: 5,
    };
    this.firstMinute = firstMinute;
    this.#perMinute = perMinute;
  }

  fold(minute: number, count: number): ExchangeBar {
    const trades: AggTrade[] = [];
    for (let i = 0; i < count; i++) trades.push(...this.trades(minute + i));
    return foldTrades(minute * MINUTE_MS, trades, this.previousClose(minute));
  }

  trades(minute: number): readonly AggTrade[] {
    return Array.from({ length: this.#perMinute }, (_, i) => this.#trade(minute, i));
  }

  previousClose(minute: number): bigint {
    return this.#trade(minute - 1, this.#perMinute - 1).price;
  }

  firstTradeId(minute: number): number {
    return (minute - this.firstMinute) * this.#perMinute;
  }

  #trade(minute: number, i: number): AggTrade {
    const id = this.firstTradeId(minute) + i;
    const size = UNIT / 100n + BigInt(id % 1_000) * 1_000n;
    return {
      id,
      firstId: id,
      lastId: id,
      price: 67_250n * UNIT + BigInt(id % 97) * (UNIT / 100n),
      size,
      timeUs: (minute * MINUTE_MS + Math.floor(((i + 0.5) * MINUTE_MS) / this.#perMinute)) * 1_000,
      buyerIsMaker: id % 3 === 0,
      fills: [size],
    };
  }
}
