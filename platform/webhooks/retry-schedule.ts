const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Waits between attempts, as Standard Webhooks recommends them: ten attempts over three days. */
const WAITS_MS = [
  5_000,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];

/**
 * How long to wait after so many failed attempts (1 and up); null: it is given up.
 * @param askedMs what the receiver asked for; obeyed where it is longer.
 */
export function waitAfter(attempts: number, askedMs: number | null): number | null {
  const wait = WAITS_MS[attempts - 1];
  return wait === undefined ? null : Math.max(wait, askedMs ?? 0);
}
