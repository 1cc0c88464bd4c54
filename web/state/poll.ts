import { batch, effect, type ReadonlySignal, signal } from "@preact/signals";

/** Something that is asked for again and again while somebody looks. */
export interface Poll<T> {
  /** The newest answer; kept while later ones fail. */
  readonly data: ReadonlySignal<T | null>;
  /** Why the last question failed; null when it did not. */
  readonly error: ReadonlySignal<Error | null>;
  /** When `data` came, ms on the viewer's clock. */
  readonly at: ReadonlySignal<number | null>;
  /** Asks at once. Resolves when the answer is there, or has failed. */
  refresh(): Promise<void>;
  /** Shows what was learned otherwise, as the answer to an action; the next question is a whole wait away. */
  take(value: T): void;
  close(): void;
}

/**
 * Asks now and every `everyMs` after an answer, but not while the page is hidden: then at once when it is seen
 * again and an answer is due. One question is under way at a time; a newer `refresh` replaces it.
 */
export function openPoll<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  everyMs: number,
  visible: ReadonlySignal<boolean>,
): Poll<T> {
  const data = signal<T | null>(null);
  const error = signal<Error | null>(null);
  const at = signal<number | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | undefined;
  let dueAt = 0;
  let closed = false;

  const wait = () => {
    clearTimeout(timer);
    if (!closed && visible.peek()) timer = setTimeout(refresh, Math.max(0, dueAt - Date.now()));
  };

  async function refresh(): Promise<void> {
    if (closed) return;
    clearTimeout(timer);
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    const result = await ask(mine.signal).then(
      (value) => ({ value }),
      (reason: unknown) => ({ reason }),
    );
    if (asking !== mine || closed) return;
    asking = undefined;
    if ("value" in result) show(result.value);
    else error.value = result.reason instanceof Error ? result.reason : new Error("It failed.");
    dueAt = Date.now() + everyMs;
    wait();
  }

  const show = (value: T) =>
    batch(() => {
      data.value = value;
      at.value = Date.now();
      error.value = null;
    });

  const leave = effect(() => {
    if (!visible.value) clearTimeout(timer);
    else if (asking === undefined) wait();
  });

  return {
    data,
    error,
    at,
    refresh,
    take(value) {
      asking?.abort();
      asking = undefined;
      show(value);
      dueAt = Date.now() + everyMs;
      wait();
    },
    close() {
      closed = true;
      leave();
      clearTimeout(timer);
      asking?.abort();
    },
  };
}
