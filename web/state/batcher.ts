/** Gathers items and hands them over together, at most once in `delayMs`: a busy market must not redraw per trade. */
export interface Batcher<T> {
  add(item: T): void;
  /** Drops what waits and takes nothing more. */
  close(): void;
}

export function createBatcher<T>(flush: (items: readonly T[]) => void, delayMs: number): Batcher<T> {
  let waiting: T[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const run = () => {
    timer = undefined;
    if (waiting.length === 0) return;
    const items = waiting;
    waiting = [];
    // The next hand-over waits from this one on: at once after a quiet spell, gathered in a busy one.
    timer = setTimeout(run, delayMs);
    flush(items);
  };

  return {
    add(item) {
      if (closed) return;
      waiting.push(item);
      if (timer === undefined) run();
    },
    close() {
      closed = true;
      waiting = [];
      clearTimeout(timer);
    },
  };
}
