let sink: unknown;

/** How long to measure: so many passes, and more of them while the time lasts. */
export interface Passes {
  readonly least: number;
  readonly limitMs: number;
}

/**
 * Nanoseconds a bar of passes that take turns on the sections of something: of each section its fastest pass counts, and
 * of these the mean. So a processor cannot learn a section's branches by heart. @param prepare is not measured.
 */
export function sectionsNs(
  bars: number,
  sections: number,
  passes: Passes,
  prepare: (section: number) => void,
  pass: () => unknown,
): number {
  const least = new Array<number>(sections).fill(Number.POSITIVE_INFINITY);
  const end = performance.now() + passes.limitMs;
  for (let i = 0; i < passes.least * sections || performance.now() < end; i++) {
    const section = i % sections;
    prepare(section);
    const start = performance.now();
    sink = pass() ?? sink;
    least[section] = Math.min(least[section] ?? 0, performance.now() - start);
  }
  return (least.reduce((sum, ms) => sum + ms, 0) * 1e6) / (bars * sections);
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
