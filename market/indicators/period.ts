const MAX_PERIOD = 10_000;
const MAX_FACTOR = 100;

/** @throws RangeError unless `value` is a whole number of bars from `least` to 10,000. */
export function checkPeriod(name: string, value: number, least = 1): void {
  if (Number.isInteger(value) && value >= least && value <= MAX_PERIOD) return;
  throw new RangeError(`${name} must be a whole number from ${least} to ${MAX_PERIOD}: ${value}`);
}

/** @throws RangeError unless `value`, a multiple of something, is above 0 and at most `most`. */
export function checkFactor(name: string, value: number, most = MAX_FACTOR): void {
  if (value > 0 && value <= most) return;
  throw new RangeError(`${name} must be above 0 and at most ${most}: ${value}`);
}
