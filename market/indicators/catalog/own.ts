import { type Output, output, type Pane, type ParameterRange, single } from "./description.ts";

type Limits = Omit<ParameterRange, "default">;

/** What a kernel's catalog entry says beyond the kernel itself. */
export interface OwnDescription {
  /** What is computed, in words and symbols. */
  readonly formula: string;
  readonly ranges: Readonly<Record<string, Limits>>;
  readonly outputs: readonly Output[];
  readonly pane: Pane;
}

const whole = (min = 1, max = 10_000): Limits => ({ min, max, integer: true });
const real = (min: number, max: number): Limits => ({ min, max, integer: false });
const bars = (least = 1) => ({ period: whole(least) });
const factor = real(0.01, 100);
const PRICE_LINE: Pick<OwnDescription, "outputs" | "pane"> = {
  outputs: single("Average", "price"),
  pane: "price",
};
const CHANNEL: Pick<OwnDescription, "outputs" | "pane"> = {
  outputs: [
    output("upper", "Upper band", "price"),
    output("middle", "Middle", "price"),
    output("lower", "Lower band", "price"),
  ],
  pane: "price",
};
const oscillator = (title: string): Pick<OwnDescription, "outputs" | "pane"> => ({
  outputs: single(title, "score"),
  pane: "own",
});

/** By the kernel's id; the defaults are the kernel's. */
export const OWN: Readonly<Record<string, OwnDescription>> = {
  sma: { formula: "Mean of n closes", ranges: bars(), ...PRICE_LINE },
  ema: {
    formula: "previous + 2 / (n + 1) × (close − previous), seeded by the mean of n closes",
    ranges: bars(),
    ...PRICE_LINE,
  },
  vwap: {
    formula: "Σ typical price × volume / Σ volume of n bars",
    ranges: bars(),
    outputs: single("VWAP", "price"),
    pane: "price",
  },
  "session-vwap": {
    formula: "Σ typical price × volume / Σ volume since 00:00 UTC",
    ranges: {},
    outputs: single("VWAP of the day", "price"),
    pane: "price",
  },
  rsi: {
    formula: "100 × mean gain / (mean gain + mean loss), both by Wilder's average",
    ranges: bars(2),
    ...oscillator("RSI"),
  },
  macd: {
    formula: "EMA(fast) − EMA(slow); its EMA(signal); their difference",
    ranges: { fast: whole(2, 9_999), slow: whole(3), signal: whole() },
    outputs: [
      output("macd", "MACD", "price"),
      output("signal", "Signal", "price"),
      output("histogram", "Histogram", "price"),
    ],
    pane: "own",
  },
  atr: {
    formula: "Wilder's average of the true range",
    ranges: bars(),
    outputs: single("ATR", "price"),
    pane: "own",
  },
  bollinger: {
    formula: "Mean of n closes, and k population standard deviations above and below",
    ranges: { ...bars(2), deviations: factor },
    ...CHANNEL,
  },
  keltner: {
    formula: "EMA of closes, and k ATR(range) above and below",
    ranges: { ...bars(), range: whole(), multiplier: factor },
    ...CHANNEL,
  },
  donchian: {
    formula: "Highest high and lowest low of n bars, and the middle between them",
    ranges: bars(),
    ...CHANNEL,
  },
  stochastic: {
    formula: "%K: mean of the close's places in the range of n bars; %D: mean of %K",
    ranges: { ...bars(), smoothing: whole(), signal: whole() },
    outputs: [output("k", "%K", "score"), output("d", "%D", "score")],
    pane: "own",
  },
  "stoch-rsi": {
    formula: "%K: place of the RSI in its own range; %D: mean of %K",
    ranges: { ...bars(2), stochastic: whole(), signal: whole() },
    outputs: [output("k", "%K", "score"), output("d", "%D", "score")],
    pane: "own",
  },
  adx: {
    formula: "Wilder's average of 100 × |+DI − −DI| / (+DI + −DI)",
    ranges: bars(2),
    outputs: [
      output("adx", "ADX", "score"),
      output("plusDi", "+DI", "score"),
      output("minusDi", "−DI", "score"),
    ],
    pane: "own",
  },
  cci: {
    formula: "(typical price − its mean) / (0.015 × mean deviation)",
    ranges: bars(2),
    ...oscillator("CCI"),
  },
  mfi: {
    formula: "100 × Σ typical price × volume of rising bars / Σ of all that moved, n bars",
    ranges: bars(2),
    ...oscillator("MFI"),
  },
  "williams-r": {
    formula: "−100 × (highest high − close) / (highest high − lowest low) of n bars",
    ranges: bars(2),
    ...oscillator("%R"),
  },
  roc: {
    formula: "100 × (close / close n bars before − 1)",
    ranges: bars(),
    outputs: single("Rate of change", "percent"),
    pane: "own",
  },
  obv: {
    formula: "Volume added on a higher close, taken away on a lower one",
    ranges: {},
    outputs: single("OBV", "volume"),
    pane: "own",
  },
  "obv-slope": {
    formula: "Slope of the least squares line through n values of OBV",
    ranges: bars(2),
    outputs: single("OBV slope a bar", "volume"),
    pane: "own",
  },
  "log-return": {
    formula: "ln(close / close n bars before)",
    ranges: bars(),
    outputs: single("Log return", "ratio"),
    pane: "own",
  },
  "realised-volatility": {
    formula: "√ mean of n squared one-bar log returns",
    ranges: bars(),
    outputs: single("Realised volatility a bar", "ratio"),
    pane: "own",
  },
  "relative-volume": {
    formula: "volume / mean volume of the n bars before",
    ranges: bars(),
    outputs: single("Relative volume", "ratio"),
    pane: "own",
  },
  "volume-spike": {
    formula: "1 where volume is more than `threshold` times the mean of the n bars before",
    ranges: { ...bars(), threshold: factor },
    outputs: [output("ratio", "Relative volume", "ratio"), output("spike", "Spike (1) or not (0)", "side")],
    pane: "own",
  },
  supertrend: {
    formula: "(high + low) / 2 ∓ k ATR, as a stop that flips when a close passes it",
    ranges: { ...bars(), multiplier: factor },
    outputs: [output("line", "Supertrend", "price"), output("direction", "Direction", "side")],
    pane: "price",
  },
  ichimoku: {
    formula: "Middles of the ranges of `conversion`, `base` and `span` bars, and the middle of the first two",
    ranges: { conversion: whole(), base: whole(), span: whole() },
    outputs: [
      output("conversion", "Conversion line", "price"),
      output("base", "Base line", "price"),
      output("spanA", "Leading span A, drawn `base` bars ahead", "price"),
      output("spanB", "Leading span B, drawn `base` bars ahead", "price"),
      output("lagging", "Lagging span, drawn `base` bars back", "price"),
    ],
    pane: "price",
  },
  psar: {
    formula: "A stop that nears the trend's extreme by a growing factor and turns when touched",
    ranges: { step: real(0.0001, 1), max: real(0.0001, 1) },
    outputs: single("Parabolic stop", "price"),
    pane: "price",
  },
};
