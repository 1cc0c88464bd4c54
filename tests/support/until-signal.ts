import { effect } from "@preact/signals";

/** Resolves when a condition on signals holds; it is asked again whenever one of them changes. */
export function untilSignal(condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const leave = effect(() => {
      if (!condition()) return;
      resolve();
      // The effect's own handle does not exist yet while it runs for the first time.
      queueMicrotask(() => leave());
    });
  });
}
