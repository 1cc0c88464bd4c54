import type { Trade } from "../../../market/bars/trade.ts";
import type { EpochMs } from "../../../market/time/timeframe.ts";
import { decimalOf } from "./decimal-text.ts";
import { epochOf, isId } from "./fields.ts";

/** The fields of an aggregate trade as they arrive, on the stream and over REST alike. */
interface RawAggTrade {
  readonly [field: string]: unknown;
}

/**
 * The trade of a parsed `aggTrade` object, or null where its shape is not the documented one. Written by
 * hand because it runs for every trade (docs/adr/0003); `AggTradeSchema` says the same in zod, and a
 * property test holds the two together.
 */
export function decodeAggTrade(raw: RawAggTrade): Trade | null {
  const { a, p, q, f, l, T, m } = raw;
  if (!isId(a) || !isId(f) || !isId(l) || l < f || typeof m !== "boolean") return null;
  const price = decimalOf(p);
  const size = decimalOf(q);
  const time = epochOf(T);
  if (price === null || size === null || time === null || price === "0" || size === "0") return null;
  return { id: a, price, size, time, firstId: f, lastId: l, buyerIsMaker: m };
}

/** The same for a stream frame, which also tells the exchange's clock and the symbol. */
export function decodeAggTradeFrame(
  raw: RawAggTrade,
  symbol: string,
): { readonly kind: "trade"; readonly eventTime: EpochMs; readonly trade: Trade } | null {
  if (raw.e !== "aggTrade" || raw.s !== symbol) return null;
  const eventTime = epochOf(raw.E);
  const trade = decodeAggTrade(raw);
  return eventTime === null || trade === null ? null : { kind: "trade", eventTime, trade };
}
