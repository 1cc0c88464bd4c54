const MAX_PERIOD = 10_000;

/** @throws RangeError unless `value` is a whole number of bars from `least` to 10,000. */
export function checkPeriod(name: string, value: number, least = 1): void {
  if (Number.isInteger(value) && value >= least && value <= MAX_PERIOD) return;
  throw new RangeError(`${name} must be a whole number from ${least} to ${MAX_PERIOD}: ${value}`);
}
