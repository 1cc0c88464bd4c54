import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { AnalysedTimeframe } from "../../../contract/channels.ts";
import type {
  AnalysisApi,
  ShownDecision,
  ShownSignal,
  SignalOutcomes,
  SymbolSignals,
} from "../../api/analysis-api.ts";
import { askSooner } from "../ask-sooner.ts";
import { openPoll } from "../poll.ts";
import type { StreamPort } from "../stream-port.ts";

/** What is decided of one symbol and timeframe, and what became of earlier signals. */
export interface SignalFeed {
  readonly decision: ReadonlySignal<ShownDecision | null>;
  readonly active: ReadonlySignal<ShownSignal | null>;
  /** Issued ones, newest first, winners and losers alike. */
  readonly signals: ReadonlySignal<readonly ShownSignal[]>;
  readonly outcomes: ReadonlySignal<SignalOutcomes | null>;
  /** The newest answer as a whole; null before the first. */
  readonly answer: ReadonlySignal<SymbolSignals | null>;
  readonly error: ReadonlySignal<Error | null>;
  readonly more: ReadonlySignal<boolean>;
  readonly older: ReadonlySignal<"idle" | "loading" | "failed">;
  loadOlder(): void;
  retry(): void;
  close(): void;
}

const EVERY_MS = 60_000;
const OUTCOMES_MS = 5 * 60_000;
/** A hub that has just been started takes its history in first. */
const SOON_MS = 4_000;

export interface SignalFeedPorts {
  readonly api: AnalysisApi;
  readonly stream: StreamPort;
  readonly visible: ReadonlySignal<boolean>;
  /** Close time of the newest final bar: with each, there is something new to decide. */
  readonly lastFinal: ReadonlySignal<number | null>;
}

export function openSignalFeed(
  symbol: string,
  timeframe: AnalysedTimeframe,
  ports: SignalFeedPorts,
): SignalFeed {
  const { api, stream, visible, lastFinal } = ports;
  const series = { symbol, timeframe };
  const closing = new AbortController();
  const older = signal<"idle" | "loading" | "failed">("idle");
  /** Pages after the first; the first is asked for again and again. */
  const tail = signal<{ readonly signals: readonly ShownSignal[]; readonly cursor: string | null } | null>(
    null,
  );
  const poll = openPoll((stop) => api.signals(series, null, stop), EVERY_MS, visible);
  const leaveSoon = askSooner(poll, ({ decision }) => decision === null, SOON_MS, visible);
  const outcomes = openPoll((stop) => api.performance(series, stop), OUTCOMES_MS, visible);

  // Events say that something happened; what it came to is asked for, with the return after costs.
  const leave = stream.subscribe(`signals:${symbol}:${timeframe}`, (message) => {
    if (message.type !== "update") return;
    void poll.refresh();
    void outcomes.refresh();
  });
  let seen: number | null = null;
  const leaveBars = effect(() => {
    const at = lastFinal.value;
    if (at === null || at === seen) return;
    const first = seen === null;
    seen = at;
    // A page that lies in the background asks when it is looked at again.
    if (!first && visible.peek()) void poll.refresh();
  });

  async function loadOlder(): Promise<void> {
    const cursor = tail.value === null ? (poll.data.value?.cursor ?? null) : tail.value.cursor;
    if (cursor === null || older.value === "loading") return;
    older.value = "loading";
    try {
      const page = await api.signals(series, cursor, closing.signal);
      batch(() => {
        tail.value = { signals: [...(tail.value?.signals ?? []), ...page.signals], cursor: page.cursor };
        older.value = "idle";
      });
    } catch {
      if (!closing.signal.aborted) older.value = "failed";
    }
  }

  return {
    answer: poll.data,
    error: poll.error,
    decision: computed(() => poll.data.value?.decision ?? null),
    active: computed(() => poll.data.value?.active ?? null),
    signals: computed(() => {
      // What runs is told by the hub; among those that were issued it may stand a moment later.
      const { active = null, signals = [] } = poll.data.value ?? {};
      return newestFirst([...signals, ...(active === null ? [] : [active])], tail.value?.signals ?? []);
    }),
    outcomes: computed(() => outcomes.data.value?.total ?? null),
    more: computed(
      () => (tail.value === null ? (poll.data.value?.cursor ?? null) : tail.value.cursor) !== null,
    ),
    older,
    loadOlder: () => void loadOlder(),
    retry: () => void poll.refresh(),
    close() {
      leave();
      leaveBars();
      leaveSoon();
      poll.close();
      outcomes.close();
      closing.abort();
    },
  };
}

/** Both lists as one; what the newer answer says of a signal stands. */
function newestFirst(newer: readonly ShownSignal[], older: readonly ShownSignal[]): ShownSignal[] {
  const byId = new Map([...older, ...newer].map((one) => [one.id, one]));
  return [...byId.values()].toSorted((a, b) => b.issuedAt - a.issuedAt);
}
