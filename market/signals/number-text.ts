const ENOUGH = 5;

/** A number for a sentence: `digits` behind the point. */
export function fixed(x: number, digits = 1): string {
  const text = x.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : minus(text);
}

/** A number that is below a limit in size, written with as many digits as show that: 0.4991 of 0.5 is `0.499`. */
export function below(x: number, limit: number, digits: number): string {
  const enough = [digits, digits + 1, digits + 2].find((some) => Math.abs(Number(x.toFixed(some))) < limit);
  return fixed(x, enough ?? digits + 3);
}

const minus = (text: string) => text.replace(/^-/, "−");

/** A price for a sentence: at least five significant digits, all whole ones. */
export function priceText(x: number): string {
  const whole = Math.abs(x) >= 1 ? Math.trunc(Math.abs(x)).toString().length : 0;
  if (whole > 0) return minus(x.toFixed(Math.max(0, Math.min(4, ENOUGH + 1 - whole))));
  return x === 0 ? "0" : minus(String(Number(x.toPrecision(ENOUGH))));
}

/** A ratio as percent: 0.0123 is `1.23 %`. */
export function percentText(ratio: number, digits = 2): string {
  return `${fixed(ratio * 100, digits)} %`;
}
