/**
 * The greatest of the last `period` numbers, in constant time a step on average: a queue of the numbers that can
 * still become the greatest, falling from head to tail. `indexes` tells when each was pushed.
 */
export interface RollingMax {
  readonly period: number;
  readonly values: number[];
  readonly indexes: number[];
  head: number;
  size: number;
  pushed: number;
}

export function rollingMax(period: number): RollingMax {
  const ring = () => new Array<number>(period).fill(0);
  return { period, values: ring(), indexes: ring(), head: 0, size: 0, pushed: 0 };
}

/** Takes `x` in. @returns the greatest, null while the window still fills. */
export function pushMax(rolling: RollingMax, x: number): number | null {
  const { period, values, indexes } = rolling;
  if (rolling.size > 0 && (indexes[rolling.head] ?? 0) <= rolling.pushed - period) {
    rolling.head = (rolling.head + 1) % period;
    rolling.size -= 1;
  }
  while (rolling.size > 0 && (values[(rolling.head + rolling.size - 1) % period] ?? 0) <= x)
    rolling.size -= 1;
  const tail = (rolling.head + rolling.size) % period;
  values[tail] = x;
  indexes[tail] = rolling.pushed;
  rolling.size += 1;
  rolling.pushed += 1;
  return rolling.pushed < period ? null : (values[rolling.head] ?? null);
}
