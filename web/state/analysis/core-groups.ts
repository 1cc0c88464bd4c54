/** The core set as people look it up. */
export const CORE_GROUPS: readonly { readonly title: string; readonly keys: readonly string[] }[] = [
  {
    title: "Trend",
    keys: ["ema9", "ema21", "ema50", "ema200", "sma20", "macd", "adx", "supertrend", "ichimoku", "psar"],
  },
  { title: "Momentum", keys: ["rsi", "stochastic", "stochRsi", "cci", "williamsR", "roc"] },
  { title: "Volatility", keys: ["atr", "bollinger", "keltner", "donchian", "realisedVolatility"] },
  { title: "Volume", keys: ["vwap", "sessionVwap", "relativeVolume", "mfi", "obv", "obvSlope"] },
];
