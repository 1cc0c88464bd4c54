const QUOTES = ["USDT", "USDC", "FDUSD", "BTC", "ETH", "BNB", "EUR", "TRY"];

/** Base and quote asset, told by the symbol's ending. */
export function assetsOf(symbol: string): { baseAsset: string; quoteAsset: string } {
  const quoteAsset = QUOTES.find((quote) => symbol.endsWith(quote) && symbol.length > quote.length);
  return quoteAsset === undefined
    ? { baseAsset: symbol, quoteAsset: "USDT" }
    : { baseAsset: symbol.slice(0, -quoteAsset.length), quoteAsset };
}
