import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import { type Api, ApiError, type BarQuery } from "../api/api.ts";
import type { StreamEvent } from "../socket/stream-event.ts";
import {
  type BarSeries,
  bounded,
  mergeHistory,
  mergeLive,
  missingBefore,
  type TimeRange,
} from "./bar-series.ts";
import { addGap } from "./gaps.ts";
import type { StreamPort } from "./stream-port.ts";
import { type Gap, readBarsEvent } from "./wire.ts";

const PAGE = 500;
/** The most that a page may hold: for stretches that are needed and not looked at. */
const LONG_PAGE = 1_000;
const MAX_BARS = 12_000;
const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 30_000] as const;

/** How the first page stands; the stream may bring bars in any phase. */
export type BarPhase = "loading" | "ready" | "failed" | "unknown";
/** How older bars stand. */
export type HistoryPhase = "more" | "loading" | "end" | "failed";

/** The bars of one symbol and timeframe: history from REST joined with the live stream. */
export interface BarFeed {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly bars: ReadonlySignal<BarSeries>;
  /** Minutes for which the exchange has nothing. Missed trades are the trade feed's to tell. */
  readonly silences: ReadonlySignal<readonly Gap[]>;
  readonly phase: ReadonlySignal<BarPhase>;
  readonly history: ReadonlySignal<HistoryPhase>;
  /** Loads the page before the oldest bar, unless that is under way or there is none. */
  loadOlder(): void;
  /** Loads older pages until the series begins at or before this open time, or can hold no more. */
  reach(openTime: number): void;
  /** Tries the first page again, now. */
  retry(): void;
  close(): void;
}

export function openBarFeed(symbol: string, timeframe: Timeframe, api: Api, stream: StreamPort): BarFeed {
  const lengthMs = TIMEFRAME_MS[timeframe];
  const bars = signal<BarSeries>([]);
  const silences = signal<readonly Gap[]>([]);
  const phase = signal<BarPhase>("loading");
  const history = signal<HistoryPhase>("more");
  const closing = new AbortController();
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  let wantedFrom = Number.POSITIVE_INFINITY;

  const ask = (range: Partial<TimeRange>, limit = PAGE) => {
    const query: BarQuery = { symbol, timeframe, limit, ...range };
    return api.bars(query, closing.signal);
  };

  const setBars = (next: BarSeries) => {
    const kept = bounded(next, MAX_BARS);
    batch(() => {
      if (kept !== next && history.value === "end") history.value = "more";
      bars.value = kept;
    });
  };

  async function loadFirst(): Promise<void> {
    clearTimeout(timer);
    if (phase.value !== "ready") phase.value = "loading";
    try {
      const page = await ask({});
      failures = 0;
      const hole = missingBefore(page.bars, bars.value, lengthMs);
      batch(() => {
        setBars(mergeHistory(bars.value, page.bars));
        if (!page.more) history.value = "end";
        phase.value = "ready";
      });
      goOn();
      if (hole !== null) void refill(hole);
    } catch (error) {
      if (closing.signal.aborted) return;
      const unknown = error instanceof ApiError && error.code === "unknown_symbol";
      phase.value = unknown ? "unknown" : "failed";
      if (!unknown) timer = setTimeout(loadFirst, retryDelay());
    }
  }

  function retryDelay(): number {
    const delay = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 30_000;
    failures += 1;
    return delay;
  }

  /** Fills a hole that a long disconnection left, page by page; a failure is tried again, for holes must close. */
  async function refill(hole: TimeRange, attempt = 0): Promise<void> {
    let from = hole.from;
    try {
      while (from <= hole.to) {
        const page = await ask({ from, to: hole.to });
        setBars(mergeHistory(bars.value, page.bars));
        const last = page.bars.at(-1);
        if (!page.more || last === undefined) return;
        from = last.openTime + lengthMs;
      }
    } catch {
      if (closing.signal.aborted || attempt >= RETRY_MS.length) return;
      const rest = { from, to: hole.to };
      const wait = setTimeout(() => void refill(rest, attempt + 1), RETRY_MS[attempt]);
      closing.signal.addEventListener("abort", () => clearTimeout(wait), { once: true });
    }
  }

  async function loadOlder(limit = PAGE): Promise<void> {
    const oldest = bars.value[0];
    if (oldest === undefined || phase.value !== "ready") return;
    if (history.value === "loading" || history.value === "end") return;
    history.value = "loading";
    try {
      const page = await ask({ to: oldest.openTime - 1 }, limit);
      batch(() => {
        bars.value = mergeHistory(bars.value, page.bars);
        history.value = page.more && page.bars.length > 0 ? "more" : "end";
      });
      goOn();
    } catch {
      if (!closing.signal.aborted) history.value = "failed";
    }
  }

  /** One page more towards what was asked to be reached. After a failure only whoever asks anew tries again. */
  function goOn(): void {
    const oldest = bars.value[0];
    if (oldest === undefined || oldest.openTime <= wantedFrom || history.value !== "more") return;
    // Beyond that the oldest would be dropped again with the next live bar.
    if (bars.value.length + LONG_PAGE <= MAX_BARS) void loadOlder(LONG_PAGE);
  }

  const onEvent = (message: StreamEvent) => {
    const event = readBarsEvent(message);
    if (event === null) return;
    if (event.kind === "gap") {
      if (event.gap.unit === "minutes") silences.value = addGap(silences.value, event.gap);
      return;
    }
    const hole = event.kind === "snapshot" ? missingBefore(bars.value, event.bars, lengthMs) : null;
    setBars(mergeLive(bars.value, event.bars));
    if (hole !== null) void refill(hole);
  };
  const leave = stream.subscribe(`bars:${symbol}:${timeframe}`, onEvent, () => {
    // Removed while it was shown: bars that no longer move must not look as if they did.
    phase.value = "unknown";
  });
  void loadFirst();

  return {
    symbol,
    timeframe,
    bars,
    silences,
    phase,
    history,
    loadOlder: () => void loadOlder(),
    reach(openTime) {
      wantedFrom = openTime;
      goOn();
    },
    retry: () => void loadFirst(),
    close() {
      leave();
      clearTimeout(timer);
      closing.abort();
    },
  };
}
