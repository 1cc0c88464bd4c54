/** Milliseconds of the machine's monotonic clock, the same in every process, with fractions. */
export function clockMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Calls `act` for 0 to count - 1, `periodMs` apart by the clock: a late call does not delay the next. */
export async function pace(count: number, periodMs: number, act: (i: number) => void): Promise<void> {
  const start = clockMs();
  for (let i = 0; i < count; i++) {
    const wait = start + i * periodMs - clockMs();
    if (wait > 0) await delay(wait);
    act(i);
  }
}

/** Waits until `check` gives something. @throws Error naming `what` after `limitMs`. */
export async function until<T>(
  what: string,
  limitMs: number,
  check: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const start = clockMs();
  for (;;) {
    const value = await check();
    if (value !== undefined) return value;
    if (clockMs() - start > limitMs) throw new Error(`in vain for ${limitMs} ms: ${what}`);
    await delay(25);
  }
}

/** The promise's value. @throws Error naming `what` after `limitMs`. */
export function within<T>(what: string, limitMs: number, promise: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`in vain for ${limitMs} ms: ${what}`)), limitMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
