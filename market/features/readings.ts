import { adx } from "../indicators/adx/adx.ts";
import { atr } from "../indicators/atr/atr.ts";
import { bollinger } from "../indicators/bollinger/bollinger.ts";
import { cci } from "../indicators/cci/cci.ts";
import { ema } from "../indicators/ema/ema.ts";
import { foldLast } from "../indicators/fold.ts";
import type { Kernel, Parameters, PriceBar, Value } from "../indicators/kernel.ts";
import { logReturn } from "../indicators/log-return/log-return.ts";
import { macd } from "../indicators/macd/macd.ts";
import { mfi } from "../indicators/mfi/mfi.ts";
import { obvSlope } from "../indicators/obv-slope/obv-slope.ts";
import { realisedVolatility } from "../indicators/realised-volatility/realised-volatility.ts";
import { relativeVolume } from "../indicators/relative-volume/relative-volume.ts";
import { roc } from "../indicators/roc/roc.ts";
import { rsi } from "../indicators/rsi/rsi.ts";
import { sma } from "../indicators/sma/sma.ts";
import { stochastic } from "../indicators/stochastic/stochastic.ts";
import { vwap } from "../indicators/vwap/vwap.ts";
import { williamsR } from "../indicators/williams-r/williams-r.ts";

/** The catalog's parameters, in one place: `readings` computes by them, the catalog tells them. */
export const PARAMETERS = {
  rsi: { period: 14 },
  macd: { fast: 12, slow: 26, signal: 9 },
  ema9: { period: 9 },
  ema12: { period: 12 },
  ema21: { period: 21 },
  ema26: { period: 26 },
  ema50: { period: 50 },
  sma20: { period: 20 },
  sma50: { period: 50 },
  vwap: { period: 24 },
  atr: { period: 14 },
  bollinger: { period: 20, deviations: 2 },
  adx: { period: 14 },
  stochastic: { period: 14, smoothing: 3, signal: 3 },
  cci: { period: 20 },
  mfi: { period: 14 },
  williamsR: { period: 14 },
  roc: { period: 14 },
  obvSlope: { period: 10 },
  logReturn1: { period: 1 },
  logReturn5: { period: 5 },
  realisedVolatility: { period: 20 },
  relativeVolume: { period: 20 },
} as const;

/** What the indicators of the catalog say at the last bar of a window. */
export type Readings = ReturnType<typeof readings>;

/** Folds every indicator of the catalog over bars `from` to `to` (exclusive): exactly these, nothing before them. */
export function readings(bars: readonly PriceBar[], from: number, to: number) {
  const of = <P extends Parameters, S extends object, V extends Value>(
    kernel: Kernel<P, S, V>,
    parameters: NoInfer<P>,
  ) => foldLast(kernel, parameters, bars, from, to);
  return {
    rsi: of(rsi, PARAMETERS.rsi),
    macd: of(macd, PARAMETERS.macd),
    ema9: of(ema, PARAMETERS.ema9),
    ema12: of(ema, PARAMETERS.ema12),
    ema21: of(ema, PARAMETERS.ema21),
    ema26: of(ema, PARAMETERS.ema26),
    ema50: of(ema, PARAMETERS.ema50),
    sma20: of(sma, PARAMETERS.sma20),
    sma50: of(sma, PARAMETERS.sma50),
    vwap: of(vwap, PARAMETERS.vwap),
    atr: of(atr, PARAMETERS.atr),
    bollinger: of(bollinger, PARAMETERS.bollinger),
    adx: of(adx, PARAMETERS.adx),
    stochastic: of(stochastic, PARAMETERS.stochastic),
    cci: of(cci, PARAMETERS.cci),
    mfi: of(mfi, PARAMETERS.mfi),
    williamsR: of(williamsR, PARAMETERS.williamsR),
    roc: of(roc, PARAMETERS.roc),
    obvSlope: of(obvSlope, PARAMETERS.obvSlope),
    logReturn1: of(logReturn, PARAMETERS.logReturn1),
    logReturn5: of(logReturn, PARAMETERS.logReturn5),
    realisedVolatility: of(realisedVolatility, PARAMETERS.realisedVolatility),
    relativeVolume: of(relativeVolume, PARAMETERS.relativeVolume),
  };
}
