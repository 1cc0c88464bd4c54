import { zeros } from "./rolling-mean.ts";

/** The last `period` numbers, in a ring. `next` is where the next one goes: the oldest, once the ring is full. */
export interface Window {
  readonly period: number;
  readonly values: number[];
  next: number;
  filled: boolean;
}

export function windowOf(period: number): Window {
  return { period, values: zeros(period), next: 0, filled: false };
}

/** Takes `x` in. @returns the number that fell out, NaN while the window still fills. */
export function pushWindow(window: Window, x: number): number {
  const place = window.next;
  const dropped = window.filled ? (window.values[place] ?? 0) : Number.NaN;
  window.values[place] = x;
  if (place + 1 === window.period) {
    window.next = 0;
    window.filled = true;
  } else window.next = place + 1;
  return dropped;
}
