import { formatDecimal, fractionDigits, plainText, roundText, shiftPoint } from "./decimal.ts";

const UNITS = [
  { places: 0, suffix: "" },
  { places: 3, suffix: "K" },
  { places: 6, suffix: "M" },
  { places: 9, suffix: "B" },
  { places: 12, suffix: "T" },
] as const;

/**
 * A volume in a few characters: `1,234.5` is `1.23K`, `999,999` is `1.00M`. Rounded once, in decimal; what is
 * smaller than 1 keeps all its digits, since `0.00` would say that there was nothing.
 */
export function formatCompact(value: number, digits = 2): string {
  const text = plainText(value);
  if (Math.abs(value) < 1) return formatDecimal(text, Math.max(digits, fractionDigits(text)));
  let shown = text;
  for (const { places, suffix } of UNITS) {
    const rounded = roundText(shiftPoint(text, -places), digits);
    shown = formatDecimal(rounded, digits) + suffix;
    if (Math.abs(Number(rounded)) < 1_000) break;
  }
  return shown;
}
