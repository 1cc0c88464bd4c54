import { plain, priceText } from "./format.ts";
import { percentile, standing } from "./movement.ts";
import { column, type Reader, type Reading, type Recent } from "./reading.ts";

const closesOf = (recent: Recent) => recent.bars.map(({ close }) => close);

/** %b, and a squeeze: bands as narrow as at no bar of the window before. */
export const bollingerReader: Reader = (recent) => {
  const [upper, lower] = [column(recent, "upper"), column(recent, "lower")];
  const [top, bottom] = [upper.at(-1) ?? null, lower.at(-1) ?? null];
  const close = recent.bars.at(-1)?.close;
  if (top === null || bottom === null || close === undefined) return null;
  const widths = upper.map((one, i) => {
    const other = lower[i] ?? null;
    return one === null || other === null || one + other === 0 ? null : (2 * (one - other)) / (one + other);
  });
  const percentB = top === bottom ? 0.5 : (close - bottom) / (top - bottom);
  const isSqueeze = percentile(widths) === 0;
  const width = `bands ${plain(100 * (widths.at(-1) ?? 0), 2)} % wide`;
  const told = (state: string, bias: Reading["bias"]): Reading => ({
    state,
    bias,
    text: `Bollinger %b ${plain(percentB, 2)}: ${state}, ${width}${isSqueeze && state !== "squeeze" ? ", a squeeze until now" : ""}`,
  });
  if (percentB > 1) return told("above the upper band", "bearish");
  if (percentB < 0) return told("below the lower band", "bullish");
  if (isSqueeze) return told("squeeze", "neutral");
  return told(percentB >= 0.5 ? "upper half" : "lower half", "neutral");
};

/** A close beyond the channel is a breakout. */
function channelReader(
  label: string,
  edgesOf: (recent: Recent) => readonly [(number | null)[], (number | null)[]],
): Reader {
  return (recent) => {
    const [upper, lower] = edgesOf(recent);
    const closes = closesOf(recent);
    const [top, bottom] = [upper.at(-1) ?? null, lower.at(-1) ?? null];
    const [above, below] = [standing(closes, upper), standing(closes, lower)];
    if (top === null || bottom === null || above === null || below === null) return null;
    const range = `${priceText(bottom)} to ${priceText(top)}`;
    const told = (state: string, bias: Reading["bias"]): Reading => ({
      state,
      bias,
      text: `${label} ${range}: ${state}`,
    });
    if (above === "crossed above") return told("breakout above", "bullish");
    if (below === "crossed below") return told("breakout below", "bearish");
    if (above === "above") return told("above the channel", "bullish");
    if (below === "below") return told("below the channel", "bearish");
    return told("inside the channel", "neutral");
  };
}

export const keltnerReader = channelReader("Keltner channel", (recent) => [
  column(recent, "upper"),
  column(recent, "lower"),
]);

/** The channel of the bars before: a bar never closes beyond a channel that it is part of. */
export const donchianReader = channelReader("Donchian channel", (recent) => [
  [null, ...column(recent, "upper").slice(0, -1)],
  [null, ...column(recent, "lower").slice(0, -1)],
]);
