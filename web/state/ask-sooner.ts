import { effect, type ReadonlySignal } from "@preact/signals";
import type { Poll } from "./poll.ts";

/**
 * Asks again after `afterMs`, before the poll's own time, while the answer is one of something that has just been
 * started and is not all there; in peace again once it is. @returns how to stop that.
 */
export function askSooner<T>(
  poll: Poll<T>,
  isPartial: (value: T) => boolean,
  afterMs: number,
  visible: ReadonlySignal<boolean>,
): () => void {
  return effect(() => {
    const value = poll.data.value;
    // Each answer counts, also one that says the same as the last.
    if (poll.at.value === null || value === null || !visible.value || !isPartial(value)) return;
    const timer = setTimeout(() => void poll.refresh(), afterMs);
    return () => clearTimeout(timer);
  });
}
