import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { AnalysedTimeframe } from "../../../contract/channels.ts";
import type { AnalysisApi } from "../../api/analysis-api.ts";
import type { StreamPort } from "../stream-port.ts";
import { readPatterns, type ShownPattern } from "./analysis-wire.ts";

export type PatternPhase = "loading" | "ready" | "failed";

/** The patterns of one symbol and timeframe: what is stored, and what final bars complete meanwhile. */
export interface PatternFeed {
  /** Newest bar first, the strongest of a bar first. */
  readonly patterns: ReadonlySignal<readonly ShownPattern[]>;
  readonly phase: ReadonlySignal<PatternPhase>;
  readonly reason: ReadonlySignal<string | null>;
  /** Whether older ones may be had. */
  readonly more: ReadonlySignal<boolean>;
  /** Open time down to which all patterns are known; null before the first answer. */
  readonly knownFrom: ReadonlySignal<number | null>;
  loadOlder(): void;
  retry(): void;
  close(): void;
}

const RETRY_MS = 10_000;

export function openPatternFeed(
  symbol: string,
  timeframe: AnalysedTimeframe,
  api: AnalysisApi,
  stream: StreamPort,
): PatternFeed {
  const stored = signal<ReadonlyMap<number, readonly ShownPattern[]>>(new Map());
  // The stream is newer than any page: what it said of a bar stands.
  const live = signal<ReadonlyMap<number, readonly ShownPattern[]>>(new Map());
  const phase = signal<PatternPhase>("loading");
  const reason = signal<string | null>(null);
  const more = signal(true);
  const knownFrom = signal<number | null>(null);
  const closing = new AbortController();
  let cursor: string | null = null;
  let asking = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function load(): Promise<void> {
    if (asking || !more.value || closing.signal.aborted) return;
    asking = true;
    clearTimeout(timer);
    try {
      const page = await api.patterns({ symbol, timeframe }, cursor, closing.signal);
      batch(() => {
        stored.value = byBar([...[...stored.value.values()].flat(), ...page.patterns]);
        cursor = page.cursor;
        more.value = page.cursor !== null;
        knownFrom.value = page.searchedFrom ?? knownFrom.value;
        phase.value = "ready";
        reason.value = null;
      });
    } catch (error) {
      if (closing.signal.aborted) return;
      batch(() => {
        phase.value = "failed";
        reason.value = error instanceof Error ? error.message : "It failed.";
      });
      timer = setTimeout(() => void load(), RETRY_MS);
    } finally {
      asking = false;
    }
  }

  const leave = stream.subscribe(`patterns:${symbol}:${timeframe}`, (message) => {
    const bars = readPatterns(message);
    if (bars.length === 0) return;
    live.value = withPatterns(live.value, new Map(bars.map((bar) => [bar.openTime, bar.patterns])));
  });
  void load();

  return {
    patterns: computed(() => {
      const all = withPatterns(stored.value, live.value);
      return [...all.values()].flat().toSorted((a, b) => b.openTime - a.openTime || b.strength - a.strength);
    }),
    phase,
    reason,
    more,
    knownFrom,
    loadOlder: () => void load(),
    retry: () => void load(),
    close() {
      leave();
      clearTimeout(timer);
      closing.abort();
    },
  };
}

function byBar(patterns: readonly ShownPattern[]): Map<number, ShownPattern[]> {
  const bars = new Map<number, ShownPattern[]>();
  for (const pattern of patterns) {
    const bar = bars.get(pattern.openTime);
    if (bar === undefined) bars.set(pattern.openTime, [pattern]);
    else bar.push(pattern);
  }
  return bars;
}

/** A bar is replaced as a whole: a correction may have taken a pattern from it. */
function withPatterns(
  before: ReadonlyMap<number, readonly ShownPattern[]>,
  bars: ReadonlyMap<number, readonly ShownPattern[]>,
): ReadonlyMap<number, readonly ShownPattern[]> {
  return new Map([...before, ...bars]);
}
