import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { AnalysedTimeframe } from "../../../contract/channels.ts";
import { READING_BARS } from "../../../market/indicators/readings/reading.ts";
import { TIMEFRAME_MS } from "../../../market/time/timeframe.ts";
import type { AnalysisApi } from "../../api/analysis-api.ts";
import type { StreamPort } from "../stream-port.ts";
import { type LiveBar, readIndicators } from "./analysis-wire.ts";
import { type CoreValuesAt, coreValuesOf } from "./core-page.ts";

/** The core set, live, with the values that readings look back on. */
export interface CoreFeed {
  readonly final: ReadonlySignal<LiveBar | null>;
  /** The bar in progress, as if it ended now; null between bars. */
  readonly forming: ReadonlySignal<LiveBar | null>;
  /** Values of the last final bars, by open time; as many as readings look at, once they were fetched. */
  readonly past: ReadonlySignal<ReadonlyMap<number, CoreValuesAt>>;
  /** `waiting`: nothing was heard yet; `refused`: there is no such channel. */
  readonly phase: ReadonlySignal<"waiting" | "live" | "refused">;
  close(): void;
}

const RETRY_MS = 20_000;
/** More than readings look at, so that the oldest go in one sweep now and then. */
const MOST_KEPT = 4 * READING_BARS;

export function openCoreFeed(
  symbol: string,
  timeframe: AnalysedTimeframe,
  api: AnalysisApi,
  stream: StreamPort,
): CoreFeed {
  const final = signal<LiveBar | null>(null);
  const forming = signal<LiveBar | null>(null);
  const past = signal<ReadonlyMap<number, CoreValuesAt>>(new Map());
  const phase = signal<"waiting" | "live" | "refused">("waiting");
  const closing = new AbortController();
  let asking = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const learn = (values: ReadonlyMap<number, CoreValuesAt>) => {
    const all = [...past.value, ...values].toSorted(([a], [b]) => a - b);
    past.value = new Map(all.length > MOST_KEPT ? all.slice(-READING_BARS) : all);
  };

  /** The past of the series, once; and again where the stream has left a hole in it. */
  async function seed(): Promise<void> {
    if (asking || closing.signal.aborted) return;
    asking = true;
    clearTimeout(timer);
    try {
      learn(coreValuesOf(await api.core({ symbol, timeframe }, READING_BARS, closing.signal)));
    } catch {
      // Readings without a past say less, and what they say is true: asked again in peace.
      if (!closing.signal.aborted) timer = setTimeout(() => void seed(), RETRY_MS);
    } finally {
      asking = false;
    }
  }

  const leave = stream.subscribe(
    `indicators:${symbol}:${timeframe}`,
    (message) => {
      const data = readIndicators(message);
      if (data === null) return;
      const isNew = data.final !== null && data.final.openTime !== final.value?.openTime;
      const follows = data.final === null || past.value.has(data.final.openTime - TIMEFRAME_MS[timeframe]);
      batch(() => {
        final.value = data.final;
        forming.value = data.forming;
        phase.value = "live";
        if (data.final !== null) learn(new Map([[data.final.openTime, data.final.values]]));
      });
      if (isNew && !follows) void seed();
    },
    () => {
      phase.value = "refused";
    },
  );

  return {
    final,
    forming,
    past,
    phase,
    close() {
      leave();
      clearTimeout(timer);
      closing.abort();
    },
  };
}
