import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { isLivePairTimeframe } from "../../contract/live-pairs.ts";
import { PAIR_WINDOW } from "../../market/pairs/pair-value.ts";
import { TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import type { Cointegration, PairsApi, PairValue, PairVerdict, PairWish } from "../api/pairs-api.ts";
import { readSpread } from "./pairs-wire.ts";
import { openPoll } from "./poll.ts";
import type { StreamPort } from "./stream-port.ts";

/** Values a chart shows. */
const SHOWN = 300;
/** A pair that comes live is asked for again only for corrections of long ago. */
const LIVE_POLL_MS = 5 * 60_000;
const POLL_MS = { least: 5_000, most: 60_000 };

/** What the newest window says. */
export interface PairReading {
  readonly value: PairValue;
  readonly cointegration: Cointegration | null;
  readonly verdict: PairVerdict;
}

/** A pair on the page: its past by REST, and what comes by the stream where it is followed live. */
export interface PairFeed {
  /** Whether the stream tells it; else it is asked for every so often. */
  readonly live: boolean;
  readonly everyMs: number;
  /** Oldest first; the last one may still form. */
  readonly values: ReadonlySignal<readonly PairValue[]>;
  readonly reading: ReadonlySignal<PairReading | null>;
  /** Why the last question failed. */
  readonly error: ReadonlySignal<Error | null>;
  /** Whether anything has been answered. */
  readonly ready: ReadonlySignal<boolean>;
  refresh(): void;
  close(): void;
}

/** Whether the stream has this pair: of three timeframes, and of one window. */
export function isLive({ timeframe, window }: Pick<PairWish, "timeframe" | "window">): boolean {
  return isLivePairTimeframe(timeframe) && window === PAIR_WINDOW.usual;
}

export function openPairFeed(
  wish: PairWish,
  api: PairsApi,
  stream: StreamPort,
  visible: ReadonlySignal<boolean>,
): PairFeed {
  const live = isLive(wish);
  const length = TIMEFRAME_MS[wish.timeframe];
  const everyMs = live ? LIVE_POLL_MS : Math.min(POLL_MS.most, Math.max(POLL_MS.least, length / 4));
  const poll = openPoll((abort) => api.values(wish, SHOWN, abort), everyMs, visible);
  const streamed = signal<readonly PairValue[]>([]);
  const said = signal<Omit<PairReading, "value"> | null>(null);
  const leave = live
    ? stream.subscribe(`spread:${wish.symbol1}-${wish.symbol2}:${wish.timeframe}`, ({ data }) => {
        const event = readSpread(data);
        if (event === undefined) return;
        batch(() => {
          streamed.value = merged(streamed.peek(), event.values);
          said.value = { cointegration: event.cointegration, verdict: event.verdict };
        });
      })
    : () => {};
  const values = computed(() => merged(poll.data.value?.values ?? [], streamed.value));
  const reading = computed<PairReading | null>(() => {
    const value = values.value.at(-1);
    const told = said.value ?? poll.data.value;
    if (value === undefined || told === null) return null;
    return { value, cointegration: told.cointegration, verdict: told.verdict };
  });
  return {
    ...{ live, everyMs, values, reading, error: poll.error },
    ready: computed(() => poll.data.value !== null || streamed.value.length > 0),
    refresh: () => void poll.refresh(),
    close() {
      leave();
      poll.close();
    },
  };
}

/** Both by open time, the later told first; what formed before a newer value is gone. */
export function merged(before: readonly PairValue[], later: readonly PairValue[]): readonly PairValue[] {
  const all = new Map(before.map((value) => [value.openTime, value]));
  for (const value of later) {
    const known = all.get(value.openTime);
    const isOlder = known?.final === true && (!value.final || value.revision < known.revision);
    if (!isOlder) all.set(value.openTime, value);
  }
  const sorted = [...all.values()].sort((a, b) => a.openTime - b.openTime);
  return sorted.filter(({ final }, i) => final || i === sorted.length - 1).slice(-SHOWN);
}
