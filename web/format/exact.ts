import { formatCompact } from "./compact.ts";
import { formatDecimal, fractionDigits } from "./decimal.ts";

/** A decimal with every digit it has, thousands in groups. */
export function formatExact(value: number | string): string {
  return formatDecimal(value, fractionDigits(value));
}

/** An amount of US dollars: large ones in a few characters (`$1.33T`), small ones in full (`$0.0712`). */
export function formatDollars(value: number | string): string {
  const amount = Number(value);
  if (Math.abs(amount) >= 1_000_000) return `$${formatCompact(amount)}`;
  return `$${formatDecimal(value, Math.abs(amount) >= 1 ? 2 : fractionDigits(value))}`;
}

/** A computed number to six significant digits, never as an exponent. */
export function formatComputed(value: number): string {
  if (value === 0) return "0";
  const whole = Math.floor(Math.log10(Math.abs(value))) + 1;
  return formatDecimal(value, Math.min(12, Math.max(0, 6 - whole)));
}
