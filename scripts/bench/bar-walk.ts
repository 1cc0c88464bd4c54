import type { Bar } from "../../market/bars/bar.ts";
import { fromScaled } from "../../market/bars/decimal.ts";
import { closeTimeOf, type EpochMs, TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import { bell, hashText, seededRandom } from "../replay/model/random.ts";

/**
 * Bars as a busy spot market has them: a random walk of cents, volumes of five decimals in bursts, quote volumes of
 * seven, trade ids without holes. The same seed gives the same bars.
 */
export function* walkBars(
  seed: string,
  timeframe: Timeframe,
  from: EpochMs,
  count: number,
): Generator<Bar, undefined> {
  const random = seededRandom(hashText(seed));
  const step = TIMEFRAME_MS[timeframe];
  let close = 6_000_000;
  let id = 1;
  let burst = 1;
  for (let i = 0; i < count; i++) {
    const open = close;
    // Activity comes and goes, around 1.
    burst = Math.exp(0.9 * Math.log(burst) + 0.3 * bell(random));
    const spread = Math.max(1, Math.round(1_500 * burst));
    close = Math.max(100_000, open + Math.round(spread * bell(random)));
    const high = Math.max(open, close) + Math.floor(random() * spread);
    const low = Math.max(1, Math.min(open, close) - Math.floor(random() * spread));
    const volume = Math.floor(burst * 1_000_000 * (0.3 + random()));
    const taker = Math.floor(volume * random());
    const n = 1 + Math.floor(burst * 300 * (0.3 + random()));
    // A sum of price x size, each exact: any cents times any hundred-thousandths.
    const quote = BigInt(volume) * BigInt(Math.round((high + low) / 2)) + BigInt(Math.floor(random() * 1e6));
    const takerQuote = (quote * BigInt(taker)) / BigInt(Math.max(1, volume));
    const openTime = from + i * step;
    yield {
      ...{ openTime, closeTime: closeTimeOf(openTime, timeframe) },
      ...{ open: cents(open), high: cents(high), low: cents(low), close: cents(close) },
      ...{ volume: fromScaled(BigInt(volume), 5), quoteVolume: fromScaled(quote, 7), n },
      ...{ takerBuyVolume: fromScaled(BigInt(taker), 5), takerBuyQuoteVolume: fromScaled(takerQuote, 7) },
      ...{ firstId: id, lastId: id + n - 1, final: true, revision: 0, source: "trades" },
    };
    id += n;
  }
}

function cents(value: number) {
  return fromScaled(BigInt(value), 2);
}
