/**
 * Some of those that wait, others at each run: what keeps failing does not keep the rest from its turn.
 * @param now epoch ms. @param everyMs how often the job runs.
 */
export function inTurn<T>(waiting: readonly T[], now: number, everyMs: number, most: number): readonly T[] {
  if (waiting.length <= most) return waiting;
  const start = (Math.floor(now / everyMs) * most) % waiting.length;
  return [...waiting.slice(start), ...waiting.slice(0, start)].slice(0, most);
}
