import { plain, signed } from "./format.ts";
import { runText, standing } from "./movement.ts";
import { column, type Reader, type Reading } from "./reading.ts";

interface Bands {
  readonly label: string;
  readonly high: number;
  readonly low: number;
  readonly digits: number;
}

/** An oscillator between two bands: beyond them it is overbought or oversold, and leaving them counts most. */
export function bandReader({ label, high, low, digits }: Bands): Reader {
  return (recent) => {
    const values = column(recent);
    const value = values.at(-1) ?? null;
    if (value === null) return null;
    const head = `${label} ${plain(value, digits)}`;
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
export function stochasticReader(label: string): Reader {
  return (recent) => {
    const [k, d] = [column(recent, "k"), column(recent, "d")];
    const [now, slow] = [k.at(-1) ?? null, d.at(-1) ?? null];
    const to = standing(k, d);
    if (now === null || slow === null || to === null) return null;
    const zone = now >= 80 ? "overbought" : now <= 20 ? "oversold" : null;
    const head = `${label} %K ${plain(now, 1)}, %D ${plain(slow, 1)}`;
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
