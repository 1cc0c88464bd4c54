import { adx } from "./adx/adx.ts";
import { atr } from "./atr/atr.ts";
import { bollinger } from "./bollinger/bollinger.ts";
import { cci } from "./cci/cci.ts";
import { donchian } from "./donchian/donchian.ts";
import { ema } from "./ema/ema.ts";
import { ichimoku } from "./ichimoku/ichimoku.ts";
import { keltner } from "./keltner/keltner.ts";
import type { Kernel, Parameters, Value } from "./kernel.ts";
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
import { vwap } from "./vwap/vwap.ts";
import { williamsR } from "./williams-r/williams-r.ts";

/** What everybody is told of a series without asking: on the stream, over REST, on the page, and to the signals. */
export const CORE_KEYS = [
  "rsi",
  "macd",
  "ema9",
  "ema21",
  "ema50",
  "ema200",
  "sma20",
  "vwap",
  "sessionVwap",
  "atr",
  "bollinger",
  "adx",
  "stochastic",
  "stochRsi",
  "cci",
  "obv",
  "mfi",
  "williamsR",
  "roc",
  "supertrend",
  "ichimoku",
  "keltner",
  "donchian",
  "psar",
  "realisedVolatility",
  "relativeVolume",
  "obvSlope",
] as const;
export type CoreKey = (typeof CORE_KEYS)[number];

export interface CoreIndicator {
  readonly key: CoreKey;
  readonly kernel: Kernel<Parameters, object, Value>;
  readonly parameters: Parameters;
}

/** The values of one bar; null while a warm-up lasts and where a value does not exist. */
export type CoreValues = Readonly<Record<CoreKey, Value | null>>;

function core<P extends Parameters>(
  key: CoreKey,
  kernel: Kernel<P, object, Value>,
  parameters: P = kernel.defaults,
): CoreIndicator {
  return { key, kernel, parameters };
}

export const CORE_SET: readonly CoreIndicator[] = [
  core("rsi", rsi),
  core("macd", macd),
  core("ema9", ema, { period: 9 }),
  core("ema21", ema, { period: 21 }),
  core("ema50", ema, { period: 50 }),
  core("ema200", ema, { period: 200 }),
  core("sma20", sma, { period: 20 }),
  core("vwap", vwap),
  core("sessionVwap", sessionVwap),
  core("atr", atr),
  core("bollinger", bollinger),
  core("adx", adx),
  core("stochastic", stochastic),
  core("stochRsi", stochRsi),
  core("cci", cci),
  core("obv", obv),
  core("mfi", mfi),
  core("williamsR", williamsR),
  core("roc", roc),
  core("supertrend", supertrend),
  core("ichimoku", ichimoku),
  core("keltner", keltner),
  core("donchian", donchian),
  core("psar", psar),
  core("realisedVolatility", realisedVolatility),
  core("relativeVolume", relativeVolume),
  core("obvSlope", obvSlope),
];
