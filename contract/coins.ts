/** A coin as people name it: `BTC`, `bitcoin`, Bitcoin. */
export interface Coin {
  readonly base: string;
  readonly id: string;
  readonly name: string;
}

/** Coins known by name; any other base asset is its own name. A coin's number is its place here: append only. */
export const COINS: readonly Coin[] = [
  { base: "BTC", id: "bitcoin", name: "Bitcoin" },
  { base: "ETH", id: "ethereum", name: "Ethereum" },
  { base: "SOL", id: "solana", name: "Solana" },
  { base: "XRP", id: "ripple", name: "XRP" },
  { base: "LTC", id: "litecoin", name: "Litecoin" },
  { base: "BNB", id: "binancecoin", name: "BNB" },
  { base: "ADA", id: "cardano", name: "Cardano" },
  { base: "DOGE", id: "dogecoin", name: "Dogecoin" },
  { base: "TRX", id: "tron", name: "TRON" },
  { base: "DOT", id: "polkadot", name: "Polkadot" },
  { base: "LINK", id: "chainlink", name: "Chainlink" },
  { base: "AVAX", id: "avalanche-2", name: "Avalanche" },
  { base: "SHIB", id: "shiba-inu", name: "Shiba Inu" },
  { base: "BCH", id: "bitcoin-cash", name: "Bitcoin Cash" },
  { base: "UNI", id: "uniswap", name: "Uniswap" },
  { base: "ATOM", id: "cosmos", name: "Cosmos" },
  { base: "XLM", id: "stellar", name: "Stellar" },
  { base: "ETC", id: "ethereum-classic", name: "Ethereum Classic" },
  { base: "FIL", id: "filecoin", name: "Filecoin" },
  { base: "NEAR", id: "near", name: "NEAR Protocol" },
  { base: "APT", id: "aptos", name: "Aptos" },
  { base: "ARB", id: "arbitrum", name: "Arbitrum" },
  { base: "OP", id: "optimism", name: "Optimism" },
  { base: "SUI", id: "sui", name: "Sui" },
  { base: "TON", id: "the-open-network", name: "Toncoin" },
  { base: "PEPE", id: "pepe", name: "Pepe" },
];

/** Quote assets, longest first, so that `BTCFDUSD` is not read as BTCF + DUSD. */
const QUOTES = ["FDUSD", "USDT", "USDC", "TUSD", "BUSD", "USD", "EUR", "TRY", "BRL", "BTC", "ETH", "BNB"];

const byBase = new Map(COINS.map((coin) => [coin.base, coin]));
const byId = new Map(COINS.map((coin) => [coin.id, coin]));

/** Base and quote of a symbol by its quote suffix; a symbol without a known one is its own base. */
export function splitSymbol(symbol: string): { readonly base: string; readonly quote: string } {
  const quote = QUOTES.find((suffix) => symbol.endsWith(suffix) && symbol.length > suffix.length) ?? "";
  return { base: symbol.slice(0, symbol.length - quote.length), quote };
}

/** The coin of a base asset (`BTC`). */
export function coinOfBase(base: string): Coin {
  return byBase.get(base) ?? { base, id: base.toLowerCase(), name: base };
}

/** The base asset that a coin id or base asset of any case stands for (`bitcoin`, `btc` -> `BTC`). */
export function baseOf(text: string): string {
  return byId.get(text.toLowerCase())?.base ?? text.toUpperCase();
}
