/** The last `period` numbers, in a ring. `next` is where the next one goes: the oldest, once the ring is full. */
export interface Window {
  readonly period: number;
  readonly values: number[];
  next: number;
}

export function windowOf(period: number): Window {
  return { period, values: [], next: 0 };
}

/** Takes `x` in. @returns the number that fell out, undefined while the window still fills. */
export function pushWindow(window: Window, x: number): number | undefined {
  if (window.values.length < window.period) {
    window.values.push(x);
    return undefined;
  }
  const dropped = window.values[window.next];
  window.values[window.next] = x;
  window.next = window.next + 1 === window.period ? 0 : window.next + 1;
  return dropped;
}

export function isFull(window: Window): boolean {
  return window.values.length === window.period;
}

/** The number at a position: 0 is the oldest that is held. */
export function fromOldest(window: Window, position: number): number {
  const index = window.next + position;
  return window.values[index < window.values.length ? index : index - window.values.length] ?? 0;
}
