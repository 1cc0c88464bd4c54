import { adx } from "./adx/adx.ts";
import { atr } from "./atr/atr.ts";
import { bollinger } from "./bollinger/bollinger.ts";
import { cci } from "./cci/cci.ts";
import { donchian } from "./donchian/donchian.ts";
import { ema } from "./ema/ema.ts";
import { ichimoku } from "./ichimoku/ichimoku.ts";
import { keltner } from "./keltner/keltner.ts";
import type { BatchKernel, Parameters, Value } from "./kernel.ts";
import { logReturn } from "./log-return/log-return.ts";
import { macd } from "./macd/macd.ts";
import { mfi } from "./mfi/mfi.ts";
import { obv } from "./obv/obv.ts";
import { obvSlope } from "./obv-slope/obv-slope.ts";
import { psar } from "./psar/psar.ts";
import { realisedVolatility } from "./realised-volatility/realised-volatility.ts";
import { relativeVolume } from "./relative-volume/relative-volume.ts";
import { roc } from "./roc/roc.ts";
import { rsi } from "./rsi/rsi.ts";
import { sessionVwap } from "./session-vwap/session-vwap.ts";
import { sma } from "./sma/sma.ts";
import { stochRsi } from "./stoch-rsi/stoch-rsi.ts";
import { stochastic } from "./stochastic/stochastic.ts";
import { supertrend } from "./supertrend/supertrend.ts";
import { volumeSpike } from "./volume-spike/volume-spike.ts";
import { vwap } from "./vwap/vwap.ts";
import { williamsR } from "./williams-r/williams-r.ts";
/** Every indicator there is. The laws of docs/spec/indicators.md are tested on each of them. */
export const INDICATORS: readonly BatchKernel<Parameters, object, Value>[] = [
  sma,
  ema,
  rsi,
  macd,
  atr,
  vwap,
  sessionVwap,
  bollinger,
  stochastic,
  stochRsi,
  obv,
  obvSlope,
  adx,
  cci,
  mfi,
  williamsR,
  roc,
  logReturn,
  realisedVolatility,
  relativeVolume,
  volumeSpike,
  supertrend,
  psar,
  ichimoku,
  keltner,
  donchian,
];
