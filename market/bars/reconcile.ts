import type { Bar } from "./bar.ts";
import { QUOTE_SCALE, toScaled } from "./decimal.ts";
import type { Kline } from "./kline.ts";

/** One unit of the kline's last (eighth) decimal, in quote scale. */
const KLINE_UNIT = 10n ** BigInt(QUOTE_SCALE - 8);

/** The fields in which a bar differs from the exchange's closed kline ([BAR-30]); empty when it agrees. */
export function differences(bar: Bar, kline: Kline): readonly (keyof Bar & keyof Kline)[] {
  const differing: (keyof Bar & keyof Kline)[] = [];
  for (const field of ["open", "high", "low", "close", "volume", "n", "takerBuyVolume"] as const) {
    if (bar[field] !== kline[field]) differing.push(field);
  }
  for (const field of ["quoteVolume", "takerBuyQuoteVolume"] as const) {
    const distance = toScaled(bar[field], QUOTE_SCALE) - toScaled(kline[field], QUOTE_SCALE);
    if (distance >= KLINE_UNIT || distance <= -KLINE_UNIT) differing.push(field);
  }
  return differing;
}
