import { adx } from "../../indicators/adx/adx.ts";
import { atr } from "../../indicators/atr/atr.ts";
import { bollinger } from "../../indicators/bollinger/bollinger.ts";
import { cci } from "../../indicators/cci/cci.ts";
import { ema } from "../../indicators/ema/ema.ts";
import { foldLast } from "../../indicators/fold.ts";
import type { Kernel, Parameters, PriceBar, Value } from "../../indicators/kernel.ts";
import { macd } from "../../indicators/macd/macd.ts";
import { mfi } from "../../indicators/mfi/mfi.ts";
import { obvSlope } from "../../indicators/obv-slope/obv-slope.ts";
import { logRatio } from "../../indicators/parts/log-ratio.ts";
import { rsi } from "../../indicators/rsi/rsi.ts";
import { sma } from "../../indicators/sma/sma.ts";
import { stochastic } from "../../indicators/stochastic/stochastic.ts";
import { vwap } from "../../indicators/vwap/vwap.ts";
import { williamsR } from "../../indicators/williams-r/williams-r.ts";
import { barVariances } from "../bar-variance.ts";
import { INPUT_WINDOW } from "./version.ts";

/** The longest stretch that returns are read over, one bar apart. */
const RETURNS = 168;

/** What features are made of: the last `INPUT_WINDOW` bars, or all where there are fewer, and what indicators say of them. */
export type Reading = ReturnType<typeof readingAt>;

/**
 * Reads the window that ends with the bar at `index`. Indicators that never quite forget are folded over exactly the
 * window, the others over as many of its last bars as they remember: nothing before the window matters to a bit.
 * @throws RangeError where there is no such bar.
 */
export function readingAt(bars: readonly PriceBar[], index: number) {
  const bar = bars[index];
  if (bar === undefined) throw new RangeError(`no bar at ${index}`);
  const to = index + 1;
  const from = Math.max(0, to - INPUT_WINDOW);
  const of = <P extends Parameters, S extends object, V extends Value>(
    kernel: Kernel<P, S, V>,
    parameters: NoInfer<P>,
  ) => {
    const begin = kernel.forgets ? Math.max(from, to - kernel.warmUp(parameters)) : from;
    return foldLast(kernel, parameters, bars, begin, to);
  };
  return {
    ...{ bars, from, index, bar },
    variances: barVariances(bars, from, to),
    returns: returnsOf(bars, Math.max(from, index - RETURNS), index),
    ema9: of(ema, { period: 9 }),
    ema21: of(ema, { period: 21 }),
    ema50: of(ema, { period: 50 }),
    ema200: of(ema, { period: 200 }),
    sma20: of(sma, { period: 20 }),
    sma50: of(sma, { period: 50 }),
    vwap: of(vwap, { period: 24 }),
    macd: of(macd, { fast: 12, slow: 26, signal: 9 }),
    atr: of(atr, { period: 14 }),
    bollinger: of(bollinger, { period: 20, deviations: 2 }),
    rsi: of(rsi, { period: 14 }),
    stochastic: of(stochastic, { period: 14, smoothing: 3, signal: 3 }),
    cci: of(cci, { period: 20 }),
    mfi: of(mfi, { period: 14 }),
    williamsR: of(williamsR, { period: 14 }),
    adx: of(adx, { period: 14 }),
    obvSlope: of(obvSlope, { period: 10 }),
  };
}

/** Log returns from each bar to the next, `from` to `to` (inclusive), oldest first. */
function returnsOf(bars: readonly PriceBar[], from: number, to: number): Float64Array {
  const returns = new Float64Array(to - from);
  for (let i = from; i < to; i++) returns[i - from] = logRatio(bars[i]?.close ?? 1, bars[i + 1]?.close ?? 1);
  return returns;
}
