let sink: unknown;

/** How long to measure: so many passes, and more of them while the time lasts. */
export interface Passes {
  readonly least: number;
  readonly limitMs: number;
}

/** Nanoseconds a bar of the fastest pass: what the work takes undisturbed. */
export function leastPassNs(bars: number, passes: Passes, pass: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  const end = performance.now() + passes.limitMs;
  for (let i = 0; i < passes.least || performance.now() < end; i++) {
    const start = performance.now();
    // Kept, so that nothing is left out as unused.
    sink = pass() ?? sink;
    least = Math.min(least, performance.now() - start);
  }
  return (least * 1e6) / bars;
}
