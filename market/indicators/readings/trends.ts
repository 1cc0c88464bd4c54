import { plain, priceText, signed } from "./format.ts";
import { lastTwo, runText, standing } from "./movement.ts";
import { column, type Reader, type Reading, type Recent } from "./reading.ts";

const closesOf = (recent: Recent) => recent.bars.map(({ close }) => close);
const biasOf = (isUp: boolean): Reading["bias"] => (isUp ? "bullish" : "bearish");

export const macdReader: Reader = (recent) => {
  const [line, signal] = [column(recent, "macd"), column(recent, "signal")];
  const value = line.at(-1) ?? null;
  const to = standing(line, signal);
  if (value === null || to === null) return null;
  const zero = value === 0 ? "at zero" : value > 0 ? "above zero" : "below zero";
  const head = `MACD ${value < 0 ? "−" : ""}${priceText(Math.abs(value))}`;
  const state = `${to} signal`;
  const histogram = runText(column(recent, "histogram"));
  return {
    state,
    text: `${head}: ${state}, ${zero}, histogram ${histogram}`,
    bias: to === "at" ? "neutral" : biasOf(to.endsWith("above")),
  };
};

/** A line that the price is above or below: an average, or a volume-weighted price. */
export function lineReader(labelOf: (recent: Recent) => string): Reader {
  return (recent) => {
    const line = column(recent);
    const value = line.at(-1) ?? null;
    const close = recent.bars.at(-1)?.close;
    const to = standing(closesOf(recent), line);
    if (value === null || to === null || close === undefined) return null;
    const distance = value === 0 ? "" : ` (${signed(100 * (close / value - 1), 2)} %)`;
    const state = `price ${to}`;
    return {
      state,
      text: `${labelOf(recent)} ${priceText(value)}: ${state}${distance}, ${runText(line)}`,
      bias: to === "at" ? "neutral" : biasOf(to.endsWith("above")),
    };
  };
}

export const averageReader = (label: string) =>
  lineReader(({ parameters }) => `${label} ${parameters.period}`);

export const adxReader: Reader = (recent) => {
  const [adx, plus, minus] = [column(recent, "adx"), column(recent, "plusDi"), column(recent, "minusDi")];
  const [value, up, down] = [adx.at(-1) ?? null, plus.at(-1) ?? null, minus.at(-1) ?? null];
  if (value === null || up === null || down === null) return null;
  const to = standing(plus, minus);
  const cross = to === "crossed above" || to === "crossed below" ? `, +DI ${to} −DI` : "";
  const detail = `+DI ${plain(up, 1)}, −DI ${plain(down, 1)}${cross}, ${runText(adx)}`;
  const told = (state: string, bias: Reading["bias"]): Reading => ({
    state,
    bias,
    text: `ADX ${plain(value, 1)}: ${state}, ${detail}`,
  });
  if (value < 20 || up === down) return told("no trend", "neutral");
  const strength = value < 25 ? "weak" : value < 50 ? "strong" : "very strong";
  return told(`${strength} ${up > down ? "uptrend" : "downtrend"}`, biasOf(up > down));
};

export const supertrendReader: Reader = (recent) => {
  const [before, now] = lastTwo(column(recent, "direction"));
  const line = column(recent, "line").at(-1) ?? null;
  if (now === null || line === null) return null;
  const isUp = now > 0;
  const state =
    before !== null && before !== now ? `flipped ${isUp ? "up" : "down"}` : isUp ? "uptrend" : "downtrend";
  return {
    state,
    text: `Supertrend ${priceText(line)}: ${state}, the line ${isUp ? "below" : "above"} the price`,
    bias: biasOf(isUp),
  };
};

export const psarReader: Reader = (recent) => {
  const stops = column(recent);
  const stop = stops.at(-1) ?? null;
  const to = standing(closesOf(recent), stops);
  if (stop === null || to === null || to === "at") return null;
  const isUp = to.endsWith("above");
  const hasFlipped = to.startsWith("crossed");
  const state = hasFlipped ? `flipped ${isUp ? "up" : "down"}` : isUp ? "uptrend" : "downtrend";
  return {
    state,
    text: `Parabolic stop ${priceText(stop)}: ${state}, the stop ${isUp ? "below" : "above"} the price`,
    bias: biasOf(isUp),
  };
};

/** Where the price stands to the cloud, which is drawn `base` bars ahead, and the cross of its two lines. */
export const ichimokuReader: Reader = (recent) => {
  const [a, b] = [column(recent, "spanA"), column(recent, "spanB")];
  const place = recent.values.length - 1 - (recent.parameters.base ?? 0);
  const [spanA, spanB] = [a[place] ?? null, b[place] ?? null];
  const close = recent.bars.at(-1)?.close;
  const lines = standing(column(recent, "conversion"), column(recent, "base"));
  if (spanA === null || spanB === null || close === undefined || lines === null) return null;
  const [top, bottom] = [Math.max(spanA, spanB), Math.min(spanA, spanB)];
  const where = close > top ? "above the cloud" : close < bottom ? "below the cloud" : "inside the cloud";
  const cross = `conversion line ${lines} base line`;
  const state = lines.startsWith("crossed") ? `${where}, ${cross}` : where;
  return {
    state,
    text: `Ichimoku cloud ${priceText(bottom)} to ${priceText(top)}: ${where}, ${cross}`,
    bias: close > top ? "bullish" : close < bottom ? "bearish" : "neutral",
  };
};

/** What a faster and a slower average say of one another: a golden cross, a death cross. */
export function averageCross(
  fast: readonly (number | null)[],
  slow: readonly (number | null)[],
  names: readonly [string, string],
): Reading | null {
  const to = standing(fast, slow);
  if (to === null || to === "at") return null;
  const isUp = to.endsWith("above");
  const state = to.startsWith("crossed") ? (isUp ? "golden cross" : "death cross") : `${to}`;
  const text = state === to ? `${names[0]} is ${to} ${names[1]}` : `${state}: ${names[0]} ${to} ${names[1]}`;
  return { state, text, bias: biasOf(isUp) };
}
