import type { ExchangeBar } from "./bar.ts";

const UNIT = 100_000_000n;

/** A 10^-8 integer as the exchange writes it: always eight decimals. */
export function decimal8(scaled: bigint): string {
  const sign = scaled < 0n ? "-" : "";
  const size = scaled < 0n ? -scaled : scaled;
  return `${sign}${size / UNIT}.${(size % UNIT).toString().padStart(8, "0")}`;
}

/** A quote sum (10^-16) at the kline's eight decimals: truncated, never rounded. */
export function quote8(scaled: bigint): string {
  return decimal8(scaled / UNIT);
}

/** A kline as the 12-column array of `GET /api/v3/klines`; times in ms unless `micro`. */
export function klineRow(bar: ExchangeBar, lengthMs: number, micro: boolean): unknown[] {
  const scale = micro ? 1_000 : 1;
  return [
    bar.openTime * scale,
    decimal8(bar.open),
    decimal8(bar.high),
    decimal8(bar.low),
    decimal8(bar.close),
    decimal8(bar.volume),
    (bar.openTime + lengthMs) * scale - 1,
    quote8(bar.quote),
    bar.n,
    decimal8(bar.takerVolume),
    quote8(bar.takerQuote),
    "0",
  ];
}
