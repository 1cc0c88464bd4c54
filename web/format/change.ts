import { formatDecimal, roundText } from "./decimal.ts";

export type Direction = "up" | "down" | "flat";

/** Direction of a change as it is shown: what rounds to zero is flat, so that sign and digits agree. */
export function directionOf(percent: number): Direction {
  const shown = Number(roundText(percent, 2));
  return shown > 0 ? "up" : shown < 0 ? "down" : "flat";
}

/** `+1.23%`, `−0.40%`, `0.00%`. */
export function formatPercent(percent: number): string {
  const text = formatDecimal(percent, 2);
  return `${directionOf(percent) === "up" ? "+" : ""}${text}%`;
}

/** A change in price with its sign. */
export function formatChange(change: number, digits: number): string {
  const text = formatDecimal(change, digits);
  return change > 0 ? `+${text}` : text;
}

export const ARROWS: Readonly<Record<Direction, string>> = { up: "▲", down: "▼", flat: "–" };

/** The change in words for a screen reader. */
export function sayPercent(percent: number): string {
  const direction = directionOf(percent);
  if (direction === "flat") return "unchanged";
  return `${direction} ${roundText(Math.abs(percent), 2)} percent`;
}
