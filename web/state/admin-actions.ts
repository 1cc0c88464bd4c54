import { type ReadonlySignal, signal } from "@preact/signals";
import { ApiError } from "../api/api.ts";
import type { AdminKey } from "./admin-key.ts";

/** How the last action ended, in a sentence. */
export interface Outcome {
  readonly ok: boolean;
  readonly text: string;
}

/** What an operator does by a button: one at a time a thing, its end told in words. */
export interface AdminActions {
  /** Things that are being acted on now. */
  readonly busy: ReadonlySignal<ReadonlySet<string>>;
  readonly outcome: ReadonlySignal<Outcome | null>;
  /**
   * @param thing what is acted on; a second action on it waits for its button to come back.
   * @param work resolves with the sentence to show.
   */
  run(thing: string, work: () => Promise<string>): Promise<void>;
  dismiss(): void;
}

export function createAdminActions(key: AdminKey): AdminActions {
  const busy = signal<ReadonlySet<string>>(new Set());
  const outcome = signal<Outcome | null>(null);
  return {
    busy,
    outcome,
    async run(thing, work) {
      if (busy.value.has(thing)) return;
      busy.value = new Set([...busy.value, thing]);
      try {
        outcome.value = { ok: true, text: await work() };
      } catch (error) {
        if (error instanceof ApiError && error.code === "unauthorized") key.forget();
        outcome.value = { ok: false, text: refusalText(error) };
      } finally {
        busy.value = new Set([...busy.value].filter((one) => one !== thing));
      }
    },
    dismiss() {
      outcome.value = null;
    },
  };
}

/** A failed action in words for the one who asked for it. */
export function refusalText(error: unknown): string {
  if (!(error instanceof ApiError)) return "It failed, and the page does not know why.";
  switch (error.code) {
    case "unauthorized":
      return "The server does not accept this key. Enter it again.";
    case "forbidden":
      return "The key is known, but its scopes do not allow this: it needs admin.";
    case "rate_limited":
      return "Too many requests from this address. Wait a minute.";
    default:
      return error.message;
  }
}
