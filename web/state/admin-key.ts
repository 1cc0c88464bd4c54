import { type ReadonlySignal, signal } from "@preact/signals";

/** The admin key as the page holds it: for this tab alone, never longer. */
export interface AdminKey {
  readonly value: ReadonlySignal<string | null>;
  /** Keeps a key that the server has accepted. */
  keep(key: string): void;
  forget(): void;
}

const NAME = "wick.admin-key";

/** Reads the tab's key. A browser that forbids storage holds it until the page is left. */
export function openAdminKey(storage: () => Pick<Storage, "getItem" | "setItem" | "removeItem">): AdminKey {
  const quietly = <T>(use: (of: ReturnType<typeof storage>) => T): T | null => {
    try {
      return use(storage());
    } catch {
      return null;
    }
  };
  const value = signal(quietly((of) => of.getItem(NAME)));
  return {
    value,
    keep(key) {
      value.value = key;
      quietly((of) => of.setItem(NAME, key));
    },
    forget() {
      value.value = null;
      quietly((of) => of.removeItem(NAME));
    },
  };
}
