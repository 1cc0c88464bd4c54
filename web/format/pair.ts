/** What a market trades. `quote` is empty where it is not known: a symbol fed by API may have any name. */
export interface Pair {
  readonly base: string;
  readonly quote: string;
}

/** What follows the base in a pair's name: `/USDT`, or nothing. */
export function quoteSuffix({ quote }: Pair): string {
  return quote === "" ? "" : `/${quote}`;
}

/** `BTC/USDT`, or the base alone. */
export function pairName(pair: Pair): string {
  return `${pair.base}${quoteSuffix(pair)}`;
}

/** A label with the asset it is measured in, where that is known: `Price, USDT`. */
export function measuredIn(label: string, asset: string): string {
  return asset === "" ? label : `${label}, ${asset}`;
}
