const ENOUGH = 5;

/** A number for a sentence: `digits` behind the point. */
export function fixed(x: number, digits = 1): string {
  const text = x.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text;
}

/** A price for a sentence: at least five significant digits, all whole ones. */
export function priceText(x: number): string {
  const whole = Math.abs(x) >= 1 ? Math.trunc(Math.abs(x)).toString().length : 0;
  if (whole > 0) return x.toFixed(Math.max(0, Math.min(4, ENOUGH + 1 - whole)));
  return x === 0 ? "0" : String(Number(x.toPrecision(ENOUGH)));
}

/** A ratio as percent: 0.0123 is `1.23 %`. */
export function percentText(ratio: number, digits = 2): string {
  return `${fixed(ratio * 100, digits)} %`;
}
