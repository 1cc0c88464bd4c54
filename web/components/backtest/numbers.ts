import { formatDecimal } from "../../format/decimal.ts";

/** What is shown where there is no number. */
export const NONE = "–";

/** A ratio of 1 in percent with its sign: 0.0512 is `+5.12%`. */
export function ratioText(ratio: number, digits = 2): string {
  const text = formatDecimal(ratio * 100, digits);
  return `${ratio > 0 && /[1-9]/.test(text) ? "+" : ""}${text}%`;
}

/** The difference of two ratios: in percentage points, as it is no percentage of either. */
export function pointsText(difference: number): string {
  return `${ratioText(difference).replace("%", "")} points`;
}

/** A part of a whole in percent, without a sign. */
export function partText(ratio: number): string {
  return `${formatDecimal(ratio * 100, 1)}%`;
}

/** `134 d`, `5.2 h`: a stretch of time that a drawdown lasted. */
export function spanText(ms: number): string {
  if (ms === 0) return NONE;
  const days = ms / 86_400_000;
  return days >= 3 ? `${formatDecimal(days, 0)} d` : `${formatDecimal(ms / 3_600_000, 1)} h`;
}
