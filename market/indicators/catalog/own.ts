import { type Output, output, type Pane, type ParameterRange, single } from "./description.ts";

type Limits = Omit<ParameterRange, "default">;

/** What a kernel's catalog entry says beyond the kernel itself. */
export interface OwnDescription {
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
  sma: { ranges: bars(), ...PRICE_LINE },
  ema: { ranges: bars(), ...PRICE_LINE },
  vwap: { ranges: bars(), outputs: single("VWAP", "price"), pane: "price" },
  "session-vwap": { ranges: {}, outputs: single("VWAP of the day", "price"), pane: "price" },
  rsi: { ranges: bars(2), ...oscillator("RSI") },
  macd: {
    ranges: { fast: whole(2, 9_999), slow: whole(3), signal: whole() },
    outputs: [
      output("macd", "MACD", "price"),
      output("signal", "Signal", "price"),
      output("histogram", "Histogram", "price"),
    ],
    pane: "own",
  },
  atr: { ranges: bars(), outputs: single("ATR", "price"), pane: "own" },
  bollinger: { ranges: { ...bars(2), deviations: factor }, ...CHANNEL },
  keltner: { ranges: { ...bars(), range: whole(), multiplier: factor }, ...CHANNEL },
  donchian: { ranges: bars(), ...CHANNEL },
  stochastic: {
    ranges: { ...bars(), smoothing: whole(), signal: whole() },
    outputs: [output("k", "%K", "score"), output("d", "%D", "score")],
    pane: "own",
  },
  "stoch-rsi": {
    ranges: { ...bars(2), stochastic: whole(), signal: whole() },
    outputs: [output("k", "%K", "score"), output("d", "%D", "score")],
    pane: "own",
  },
  adx: {
    ranges: bars(2),
    outputs: [
      output("adx", "ADX", "score"),
      output("plusDi", "+DI", "score"),
      output("minusDi", "−DI", "score"),
    ],
    pane: "own",
  },
  cci: { ranges: bars(2), ...oscillator("CCI") },
  mfi: { ranges: bars(2), ...oscillator("MFI") },
  "williams-r": { ranges: bars(2), ...oscillator("%R") },
  roc: { ranges: bars(), outputs: single("Rate of change", "percent"), pane: "own" },
  obv: { ranges: {}, outputs: single("OBV", "volume"), pane: "own" },
  "obv-slope": { ranges: bars(2), outputs: single("OBV slope a bar", "volume"), pane: "own" },
  "log-return": { ranges: bars(), outputs: single("Log return", "ratio"), pane: "own" },
  "realised-volatility": {
    ranges: bars(),
    outputs: single("Realised volatility a bar", "ratio"),
    pane: "own",
  },
  "relative-volume": { ranges: bars(), outputs: single("Relative volume", "ratio"), pane: "own" },
  "volume-spike": {
    ranges: { ...bars(), threshold: factor },
    outputs: [output("ratio", "Relative volume", "ratio"), output("spike", "Spike (1) or not (0)", "side")],
    pane: "own",
  },
  supertrend: {
    ranges: { ...bars(), multiplier: factor },
    outputs: [output("line", "Supertrend", "price"), output("direction", "Direction", "side")],
    pane: "price",
  },
  ichimoku: {
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
    ranges: { step: real(0.0001, 1), max: real(0.0001, 1) },
    outputs: single("Parabolic stop", "price"),
    pane: "price",
  },
};
