import { compact, plain, priceText } from "./format.ts";
import { percentile, run, runText } from "./movement.ts";
import { zeroReader } from "./oscillators.ts";
import { column, type Reader } from "./reading.ts";

const SPIKE = 2;
const QUIET = 0.5;

/** Volume as a multiple of what is usual. Says how much, not which way. */
export function relativeVolumeReader(name?: string, thresholdName?: string): Reader {
  return (recent) => {
    const values = column(recent, name);
    const value = values.at(-1) ?? null;
    if (value === null) return null;
    const spike = (thresholdName === undefined ? undefined : recent.parameters[thresholdName]) ?? SPIKE;
    const state = value > spike ? "spike" : value < QUIET ? "quiet" : "normal";
    return {
      state,
      text: `Volume ${plain(value, 2)}× the mean of the ${recent.parameters.period} bars before: ${state}`,
      bias: "neutral",
    };
  };
}

/** The balance's level means nothing by itself: its direction does. */
export const obvReader: Reader = (recent) => {
  const values = column(recent);
  const value = values.at(-1) ?? null;
  if (value === null) return null;
  const count = run(values);
  const state = count === 0 ? "unchanged" : count > 0 ? "rising" : "falling";
  return { state, text: `OBV ${compact(value)}: ${runText(values)}`, bias: "neutral" };
};

export const obvSlopeReader = zeroReader("OBV slope", (value) => `${compact(value)} a bar`);

/** How a measure of swings compares with those of the bars before. */
function swingReader(headOf: (value: number, close: number) => string): Reader {
  return (recent) => {
    const values = column(recent);
    const value = values.at(-1) ?? null;
    const close = recent.bars.at(-1)?.close;
    if (value === null || close === undefined) return null;
    const rank = percentile(values);
    const head = headOf(value, close);
    if (rank === null) return { state: "normal", text: `${head}, ${runText(values)}`, bias: "neutral" };
    const state = rank >= 80 ? "high" : rank <= 20 ? "low" : "normal";
    const text = `${head}: ${state}, above ${plain(rank, 0)} % of the bars before, ${runText(values)}`;
    return { state, text, bias: "neutral" };
  };
}

export const realisedVolatilityReader = swingReader(
  (value) => `Realised volatility ${plain(100 * value, 3)} % a bar`,
);

export const atrReader = swingReader((value, close) => {
  const part = close === 0 ? "" : ` (${plain((100 * value) / close, 2)} % of the price)`;
  return `ATR ${priceText(value)}${part}`;
});
