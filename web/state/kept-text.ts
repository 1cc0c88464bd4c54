import { type ReadonlySignal, signal } from "@preact/signals";

/** A choice of the viewer's as text, kept in the browser. */
export interface KeptText {
  readonly value: ReadonlySignal<string>;
  set(text: string): void;
}

/** What was kept under the name; `fallback` where nothing was, or the browser forbids storage. */
export function keptText(name: string, fallback: string): KeptText {
  const value = signal(readKept(name) ?? fallback);
  return {
    value,
    set(text) {
      value.value = text;
      writeKept(name, text);
    },
  };
}

export function readKept(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** A browser that forbids storage forgets the choice with the tab; nothing else is lost. */
export function writeKept(name: string, text: string): void {
  try {
    localStorage.setItem(name, text);
  } catch {}
}
