import { above, type ModelFeature, share } from "./feature.ts";

/** Where the price stands by its averages, and how strongly it moves. */
export const TREND: readonly ModelFeature[] = [
  { name: "closeToEma9", formula: "close / EMA 9 − 1", neutral: 0, value: (r) => above(r.bar.close, r.ema9) },
  {
    name: "closeToEma21",
    formula: "close / EMA 21 − 1",
    neutral: 0,
    value: (r) => above(r.bar.close, r.ema21),
  },
  {
    name: "closeToEma50",
    formula: "close / EMA 50 − 1",
    neutral: 0,
    value: (r) => above(r.bar.close, r.ema50),
  },
  {
    name: "closeToEma200",
    formula: "close / EMA 200 − 1",
    neutral: 0,
    value: (r) => above(r.bar.close, r.ema200),
  },
  {
    name: "closeToSma20",
    formula: "close / SMA 20 − 1",
    neutral: 0,
    value: (r) => above(r.bar.close, r.sma20),
  },
  {
    name: "closeToSma50",
    formula: "close / SMA 50 − 1",
    neutral: 0,
    value: (r) => above(r.bar.close, r.sma50),
  },
  {
    name: "closeToVwap",
    formula: "close / VWAP of the last 24 bars − 1",
    neutral: 0,
    value: (r) => above(r.bar.close, r.vwap),
  },
  { name: "emaShortLong", formula: "EMA 9 / EMA 21 − 1", neutral: 0, value: (r) => above(r.ema9, r.ema21) },
  { name: "emaTrend", formula: "EMA 9 / EMA 50 − 1", neutral: 0, value: (r) => above(r.ema9, r.ema50) },
  {
    name: "macdToClose",
    formula: "MACD (12, 26) / close",
    neutral: 0,
    value: (r) => share(r.macd?.macd, r.bar.close),
  },
  {
    name: "macdSignalToClose",
    formula: "MACD signal (9) / close",
    neutral: 0,
    value: (r) => share(r.macd?.signal, r.bar.close),
  },
  {
    name: "macdHistogramToClose",
    formula: "(MACD − its signal) / close",
    neutral: 0,
    value: (r) => share(r.macd?.histogram, r.bar.close),
  },
  { name: "atrToClose", formula: "ATR 14 / close", neutral: 0, value: (r) => share(r.atr, r.bar.close) },
  {
    name: "bollingerWidth",
    formula: "(upper − lower band) / middle, of 20 bars and 2 deviations",
    neutral: 0,
    value: ({ bollinger: b }) => b && share(b.upper - b.lower, b.middle),
  },
  {
    name: "bollingerPosition",
    formula: "(close − lower) / (upper − lower band)",
    neutral: 0.5,
    value: ({ bollinger: b, bar }) => b && share(bar.close - b.lower, b.upper - b.lower),
  },
  { name: "adx", formula: "ADX 14 / 100", neutral: 0, value: (r) => share(r.adx?.adx, 100) },
  { name: "plusDi", formula: "+DI 14 / 100", neutral: 0, value: (r) => share(r.adx?.plusDi, 100) },
  { name: "minusDi", formula: "−DI 14 / 100", neutral: 0, value: (r) => share(r.adx?.minusDi, 100) },
];
