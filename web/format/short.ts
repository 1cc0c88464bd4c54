import { formatCompact } from "./compact.ts";
import { formatDecimal } from "./decimal.ts";

/** A computed number in the few characters that an axis or a chip has: `62.41`, `−0.00312`, `1.25M`. */
export function formatShort(value: number): string {
  const size = Math.abs(value);
  if (size >= 100_000) return formatCompact(value);
  if (size === 0) return "0";
  const whole = Math.floor(Math.log10(size)) + 1;
  return formatDecimal(value, Math.min(10, Math.max(2, 4 - whole)));
}
