/** The exchange's clock. */
export interface Clock {
  /** Milliseconds since the epoch as the exchange sees them. */
  now(): number;
  /** Exchange seconds that pass in a second of the machine. */
  readonly speed: number;
}

export interface ClockOptions {
  /** Exchange time at the start; the machine's own time when absent. */
  readonly startAt?: number | undefined;
  readonly speed?: number | undefined;
  /** The machine's clock, in milliseconds; a test may turn the hands itself. */
  readonly now?: (() => number) | undefined;
}

/** A clock that starts at `startAt` and runs `speed` times as fast as the machine's. */
export function exchangeClock({ startAt, speed = 1, now = Date.now }: ClockOptions): Clock {
  const origin = now();
  const start = startAt ?? origin;
  return { speed, now: () => Math.floor(start + (now() - origin) * speed) };
}
