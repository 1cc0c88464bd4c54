import { plain, signed } from "./format.ts";
import { runText, standing } from "./movement.ts";
import { column, type Reader, type Reading, type Recent } from "./reading.ts";

/** Whether the bars of the window have nothing that an oscillator could measure: its 0 is a convention then. */
export type Stillness = (recent: Recent) => boolean;

const windowOf = ({ bars, parameters }: Recent, more: number) =>
  bars.slice(-((parameters.period ?? 1) + more));
const areEqual = (prices: readonly number[]) => prices.every((price) => price === prices[0]);

/** No close of the window and of the bar before it differs. */
export const closesStill: Stillness = (recent) => areEqual(windowOf(recent, 1).map(({ close }) => close));
/** The window's highs and lows are all one price. */
export const rangeStill: Stillness = (recent) =>
  areEqual(windowOf(recent, 0).flatMap(({ high, low }) => [high, low]));
/** Nothing was traded in the window, or all at one price. */
export const flowStill: Stillness = (recent) =>
  windowOf(recent, 0).every(({ volume }) => volume === 0) ||
  areEqual(windowOf(recent, 1).flatMap(({ high, low }) => [high, low]));

const STILL = "no movement";

interface Bands {
  readonly label: string;
  readonly high: number;
  readonly low: number;
  readonly digits: number;
  readonly isStill?: Stillness;
}

/** An oscillator between two bands: beyond them it is overbought or oversold, and leaving them counts most. */
export function bandReader({ label, high, low, digits, isStill }: Bands): Reader {
  return (recent) => {
    const values = column(recent);
    const value = values.at(-1) ?? null;
    if (value === null) return null;
    const head = `${label} ${plain(value, digits)}`;
    if (value === 0 && isStill?.(recent) === true)
      return { state: STILL, text: `${head}: ${STILL} to measure`, bias: "neutral" };
    const told = (state: string, bias: Reading["bias"]): Reading => ({
      state,
      bias,
      text: `${head}: ${state}, ${runText(values)}`,
    });
    if (standing(values, high) === "crossed below") return told(`back below ${plain(high, 0)}`, "bearish");
    if (standing(values, low) === "crossed above") return told(`back above ${plain(low, 0)}`, "bullish");
    if (value >= high) return told("overbought", "bearish");
    if (value <= low) return told("oversold", "bullish");
    return told("neutral", "neutral");
  };
}

/** %K between bands, and where it stands to %D. */
export function stochasticReader(label: string, isStill: Stillness): Reader {
  return (recent) => {
    const [k, d] = [column(recent, "k"), column(recent, "d")];
    const [now, slow] = [k.at(-1) ?? null, d.at(-1) ?? null];
    const to = standing(k, d);
    if (now === null || slow === null || to === null) return null;
    const zone = now >= 80 ? "overbought" : now <= 20 ? "oversold" : null;
    const head = `${label} %K ${plain(now, 1)}, %D ${plain(slow, 1)}`;
    if (now === 0 && isStill(recent))
      return { state: STILL, text: `${head}: ${STILL} to measure`, bias: "neutral" };
    if (to === "crossed above" || to === "crossed below") {
      const state = `%K ${to} %D`;
      return {
        state,
        text: `${head}: ${state}${zone === null ? "" : ` while ${zone}`}`,
        bias: to === "crossed above" ? "bullish" : "bearish",
      };
    }
    if (zone !== null) {
      const bias = zone === "overbought" ? "bearish" : "bullish";
      return { state: zone, text: `${head}: ${zone}, ${runText(k)}`, bias };
    }
    return { state: "neutral", text: `${head}: neutral, ${runText(k)}`, bias: "neutral" };
  };
}

/** A number whose sign is what matters, and whether it has just changed. */
export function zeroReader(label: string, text: (value: number) => string): Reader {
  return (recent) => {
    const values = column(recent);
    const value = values.at(-1) ?? null;
    const to = standing(values, 0);
    if (value === null || to === null) return null;
    const state = to === "at" ? "at zero" : `${to} zero`;
    const bias = to === "at" ? "neutral" : to.endsWith("above") ? "bullish" : "bearish";
    return { state, text: `${label} ${text(value)}: ${state}, ${runText(values)}`, bias };
  };
}

export const rocReader = zeroReader("Rate of change", (value) => `${signed(value, 2)} %`);
export const logReturnReader = zeroReader("Log return", (value) => signed(100 * value, 3));
