import { logRatio } from "../indicators/parts/log-ratio.ts";
import { momentsOf } from "../statistics/moments.ts";
import { closeTimeOf, type EpochMs, TIMEFRAME_MS, type Timeframe } from "../time/timeframe.ts";

/** Bars of the window: the smallest, the largest, and where nothing was said. */
export const STATS_WINDOW = { least: 2, most: 2_000, usual: 500 } as const;

/** What price stats see of a bar. `quoteVolume` is null where a source does not tell it. */
export interface StatsBar {
  readonly openTime: EpochMs;
  readonly close: number;
  readonly volume: number;
  readonly quoteVolume: number | null;
  readonly revision: number;
}

export interface PriceStats {
  /** Of the window's last bar. */
  readonly openTime: EpochMs;
  readonly closeTime: EpochMs;
  /** The sum of the revisions of the bars in the window. */
  readonly revision: number;
  readonly bars: number;
  readonly close: number;
  readonly mean: number;
  readonly variance: number | null;
  readonly totalReturn: number | null;
  readonly meanReturn: number | null;
  readonly volatility: number | null;
  readonly annualisedVolatility: number | null;
  readonly skewness: number | null;
  readonly kurtosis: number | null;
  readonly maxDrawdown: number;
  readonly drawdown: number;
  readonly vwap: number | null;
}

/** Crypto trades every day. */
const YEAR_MS = 365 * 86_400_000;

/**
 * Descriptive statistics of a window of bars, the last one its end. Mean and variance (ddof 1) are of closing prices
 * in quote units; returns are logarithmic: their mean, deviation (ddof 1, per bar and times the root of the bars of a
 * year), skewness G1 and excess kurtosis G2 adjusted for the sample size (Joanes & Gill 1998, as SciPy's `bias=False`).
 * Drawdowns are ratios of closes, 0 to 1. VWAP is the quote volume over the volume of all bars. What too few bars or
 * constant prices do not tell is null.
 * @param bars oldest first, at least one. @throws RangeError without bars, or where a price is not positive.
 */
export function priceStats(bars: readonly StatsBar[], timeframe: Timeframe): PriceStats {
  const last = bars.at(-1);
  const first = bars[0];
  if (last === undefined || first === undefined) throw new RangeError("no bars");
  const closes = Float64Array.from(bars, ({ close }) => close);
  if (!closes.every((close) => close > 0)) throw new RangeError("a price is not positive");
  const prices = momentsOf(closes);
  const returns = momentsOf(logReturns(closes));
  const volatility = returns.variance === null ? null : Math.sqrt(returns.variance);
  return {
    openTime: last.openTime,
    closeTime: closeTimeOf(last.openTime, timeframe),
    revision: bars.reduce((sum, { revision }) => sum + revision, 0),
    bars: bars.length,
    close: last.close,
    mean: prices.mean,
    variance: prices.variance,
    totalReturn: bars.length > 1 ? (last.close - first.close) / first.close : null,
    meanReturn: bars.length > 1 ? returns.mean : null,
    volatility,
    annualisedVolatility:
      volatility === null ? null : volatility * Math.sqrt(YEAR_MS / TIMEFRAME_MS[timeframe]),
    skewness: returns.skewness,
    kurtosis: returns.kurtosis,
    ...drawdowns(closes),
    vwap: vwapOf(bars),
  };
}

function logReturns(closes: Float64Array): Float64Array {
  const returns = new Float64Array(Math.max(0, closes.length - 1));
  for (let i = 0; i < returns.length; i++) returns[i] = logRatio(closes[i] ?? 1, closes[i + 1] ?? 1);
  return returns;
}

function drawdowns(closes: Float64Array): { readonly maxDrawdown: number; readonly drawdown: number } {
  let high = 0;
  let maxDrawdown = 0;
  let drawdown = 0;
  for (const close of closes) {
    high = Math.max(high, close);
    drawdown = (high - close) / high;
    maxDrawdown = Math.max(maxDrawdown, drawdown);
  }
  return { maxDrawdown, drawdown };
}

function vwapOf(bars: readonly StatsBar[]): number | null {
  let volume = 0;
  let quote = 0;
  for (const bar of bars) {
    if (bar.quoteVolume === null) return null;
    volume += bar.volume;
    quote += bar.quoteVolume;
  }
  return volume > 0 ? quote / volume : null;
}
