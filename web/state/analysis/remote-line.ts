import { type ReadonlySignal, signal } from "@preact/signals";
import type { Value } from "../../../market/indicators/kernel.ts";
import type { AnalysisApi, AnalysisSeries, IndicatorPage } from "../../api/analysis-api.ts";
import type { BarSeries } from "../bar-series.ts";
import { valueAt } from "./core-page.ts";

/** Values that only the server can tell, page by page: of final bars alone. */
export interface RemoteLine {
  /** Counts up whenever more is known. */
  readonly news: ReadonlySignal<number>;
  readonly failure: ReadonlySignal<string | null>;
  /** What is known beside the bars; asks for what is not, from `from` on. */
  update(bars: BarSeries, from: number): readonly (Value | null)[];
  /** Whether everything from `from` on is known. */
  readonly settled: () => boolean;
  close(): void;
}

const PAGE = 1_000;
/** Between two questions; a bar of a second does not make one a second. */
const PAUSE_MS = 2_000;
const RETRY_MS = 15_000;

export function openRemoteLine(series: AnalysisSeries, indicator: string, api: AnalysisApi): RemoteLine {
  const news = signal(0);
  const failure = signal<string | null>(null);
  const closing = new AbortController();
  const known = new Map<number, { readonly value: Value | null; readonly revision: number }>();
  let bars: BarSeries = [];
  let from = 0;
  let waiting = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** The newest stretch of final bars that are not known, from `from` on; null where there is none. */
  const missing = (): { readonly to: number; readonly count: number } | null => {
    let to: number | null = null;
    let count = 0;
    for (let index = bars.length - 1; index >= 0; index -= 1) {
      const bar = bars[index];
      if (bar === undefined || bar.openTime < from) break;
      if (!bar.final) continue;
      if (known.has(bar.openTime)) {
        if (to === null) continue;
        break;
      }
      to ??= bar.openTime;
      count += 1;
    }
    return to === null ? null : { to, count };
  };

  /** A corrected bar moves its value and every later one. */
  const forgetCorrected = () => {
    const corrected = bars.find((bar) => {
      const held = known.get(bar.openTime);
      return held !== undefined && held.revision < bar.revision;
    });
    if (corrected === undefined) return;
    for (const openTime of known.keys()) if (openTime >= corrected.openTime) known.delete(openTime);
  };

  async function ask(): Promise<void> {
    const stretch = missing();
    if (waiting || stretch === null || closing.signal.aborted) return;
    waiting = true;
    let pause = PAUSE_MS;
    try {
      const limit = Math.min(PAGE, stretch.count);
      const page = await api.indicator({ ...series, indicator, to: stretch.to, limit }, closing.signal);
      take(page, stretch.to);
      failure.value = null;
      news.value += 1;
    } catch (error) {
      if (closing.signal.aborted) return;
      failure.value = error instanceof Error ? error.message : "It failed.";
      pause = RETRY_MS;
    }
    timer = setTimeout(() => {
      waiting = false;
      void ask();
    }, pause);
  }

  const take = (page: IndicatorPage, asked: number) => {
    const line = page.indicators[0];
    const times = page.bars.openTime;
    for (const [index, openTime] of times.entries()) {
      const value = valueAt(line?.series ?? {}, index);
      known.set(openTime, { value, revision: page.bars.revision[index] ?? 0 });
    }
    // What the page has nothing of does not exist there: asked for once, not for ever.
    const first = times[0] ?? asked;
    for (const { openTime, revision, final } of bars) {
      if (final && openTime <= asked && openTime >= first && !known.has(openTime)) {
        known.set(openTime, { value: null, revision });
      }
    }
  };

  return {
    news,
    failure,
    settled: () => missing() === null,
    update(next, wantedFrom) {
      bars = next;
      from = wantedFrom;
      forgetCorrected();
      void ask();
      return bars.map(({ openTime }) => known.get(openTime)?.value ?? null);
    },
    close() {
      clearTimeout(timer);
      closing.abort();
    },
  };
}
