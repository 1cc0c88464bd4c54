import type { Bar } from "../market/bars/bar.ts";

/** How decimals are written: JSON numbers with every digit, or strings for parsers that would round. */
export type DecimalStyle = "number" | "string";

/**
 * The one text of a bar. REST, stream and export all use it, so that the same bar and revision is
 * digit-identical everywhere.
 */
export function barJson(bar: Bar, style: DecimalStyle = "number"): string {
  const q = style === "string" ? '"' : "";
  return (
    `{"openTime":${bar.openTime},"closeTime":${bar.closeTime},"open":${q}${bar.open}${q},` +
    `"high":${q}${bar.high}${q},"low":${q}${bar.low}${q},"close":${q}${bar.close}${q},` +
    `"volume":${q}${bar.volume}${q},"quoteVolume":${q}${bar.quoteVolume}${q},"n":${bar.n},` +
    `"takerBuyVolume":${q}${bar.takerBuyVolume}${q},"takerBuyQuoteVolume":${q}${bar.takerBuyQuoteVolume}${q},` +
    `"firstId":${bar.firstId},"lastId":${bar.lastId},"final":${bar.final},"revision":${bar.revision},` +
    `"source":"${bar.source}"}`
  );
}
