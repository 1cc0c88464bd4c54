import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { ForecastsApi, LoggedForecast, ScoredWish } from "../../api/forecasts-api.ts";
import { openPoll } from "../poll.ts";

/** Logged forecasts of one model and horizon with what came of them, newest first, page by page. */
export interface ForecastHistoryFeed {
  readonly forecasts: ReadonlySignal<readonly LoggedForecast[]>;
  readonly ready: ReadonlySignal<boolean>;
  readonly error: ReadonlySignal<Error | null>;
  readonly more: ReadonlySignal<boolean>;
  readonly older: ReadonlySignal<"idle" | "loading" | "failed">;
  loadOlder(): void;
  retry(): void;
  close(): void;
}

const EVERY_MS = 60_000;

export function openForecastHistory(
  wish: ScoredWish,
  api: ForecastsApi,
  visible: ReadonlySignal<boolean>,
): ForecastHistoryFeed {
  const closing = new AbortController();
  const poll = openPoll((stop) => api.history(wish, null, stop), EVERY_MS, visible);
  const older = signal<"idle" | "loading" | "failed">("idle");
  /** Pages after the first; the first is asked for again and again. */
  const tail = signal<{
    readonly forecasts: readonly LoggedForecast[];
    readonly cursor: string | null;
  } | null>(null);
  const cursor = () => (tail.value === null ? (poll.data.value?.cursor ?? null) : tail.value.cursor);

  async function loadOlder(): Promise<void> {
    const from = cursor();
    if (from === null || older.value === "loading") return;
    older.value = "loading";
    try {
      const page = await api.history(wish, from, closing.signal);
      batch(() => {
        tail.value = {
          forecasts: [...(tail.value?.forecasts ?? []), ...page.forecasts],
          cursor: page.cursor,
        };
        older.value = "idle";
      });
    } catch {
      if (!closing.signal.aborted) older.value = "failed";
    }
  }

  return {
    forecasts: computed(() => {
      // What the newer answer says of a forecast stands.
      const all = [...(tail.value?.forecasts ?? []), ...(poll.data.value?.forecasts ?? [])];
      const byBar = new Map(all.map((one) => [one.openTime, one]));
      return [...byBar.values()].toSorted((a, b) => b.openTime - a.openTime);
    }),
    ready: computed(() => poll.data.value !== null),
    error: poll.error,
    more: computed(() => cursor() !== null),
    older,
    loadOlder: () => void loadOlder(),
    retry: () => void poll.refresh(),
    close() {
      poll.close();
      closing.abort();
    },
  };
}
