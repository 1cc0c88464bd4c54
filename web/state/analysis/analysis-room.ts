import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { TIMEFRAME_MS, type Timeframe } from "../../../market/time/timeframe.ts";
import type { AnalysisApi, FrameDecision, IndicatorCatalog } from "../../api/analysis-api.ts";
import type { ForecastsApi } from "../../api/forecasts-api.ts";
import { askSooner } from "../ask-sooner.ts";
import type { BarFeed } from "../bar-feed.ts";
import type { ForecastFan } from "../forecasts/fan.ts";
import { isModelId, USUAL_MODEL } from "../forecasts/forecast-choice.ts";
import { fanOf } from "../forecasts/forecast-fan.ts";
import { type ForecastFeed, openForecastFeed } from "../forecasts/forecast-feed.ts";
import type { KeptText } from "../kept-text.ts";
import { openPoll, type Poll } from "../poll.ts";
import type { StreamPort } from "../stream-port.ts";
import { isAnalysed } from "./analysed.ts";
import { patternMarks, signalLevels, signalMarks } from "./analysis-marks.ts";
import type { ChartLevel, ChartMark } from "./chart-mark.ts";
import { type CoreFeed, openCoreFeed } from "./core-feed.ts";
import type { IndicatorShelf } from "./indicator-shelf.ts";
import type { IndicatorView } from "./indicator-view.ts";
import { openLineBoard } from "./line-board.ts";
import { openPatternFeed, type PatternFeed } from "./pattern-feed.ts";
import { openSignalFeed, type SignalFeed } from "./signal-feed.ts";

/** What is told of a symbol and timeframe besides its bars. Seconds are not analysed: they have lines alone. */
export interface SymbolAnalysis {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** The series that is analysed. */
  readonly bars: BarFeed;
  readonly lines: ReadonlySignal<readonly IndicatorView[]>;
  readonly core: CoreFeed | null;
  readonly patterns: PatternFeed | null;
  readonly signals: SignalFeed | null;
  /** Decisions in all timeframes, by timeframe; asked for while somebody looks. */
  readonly frames: Poll<ReadonlyMap<string, FrameDecision | null>> | null;
  readonly marks: ReadonlySignal<readonly ChartMark[]>;
  readonly levels: ReadonlySignal<readonly ChartLevel[]>;
  /** What is said of the bars to come; asked for while the chart or a panel shows it. */
  readonly forecasts: ForecastFeed | null;
  /** Whether the viewer wants it on the chart. */
  readonly isFanShown: ReadonlySignal<boolean>;
  /** Null where it is not shown, and where whoever answers gives no path. */
  readonly fan: ReadonlySignal<ForecastFan | null>;
  /** The chart shows bars from this open time on. */
  inView(from: number): void;
  close(): void;
}

/** The analysis of whatever is open. */
export interface AnalysisRoom {
  readonly catalog: Poll<IndicatorCatalog>;
  readonly current: ReadonlySignal<SymbolAnalysis | null>;
}

export interface AnalysisPorts {
  readonly api: AnalysisApi;
  readonly stream: StreamPort;
  readonly bars: ReadonlySignal<BarFeed | null>;
  readonly shelf: IndicatorShelf;
  /** Least strength of a pattern that is marked, or `off`. */
  readonly patternStrength: KeptText;
  readonly forecastsApi: ForecastsApi;
  /** Whose forecasts are shown, whether on the chart, and which part of the analysis is in view. */
  readonly forecastModel: KeptText;
  readonly fan: KeptText;
  readonly analysisTab: KeptText;
  readonly visible: ReadonlySignal<boolean>;
}

/** What the desk gives: who is asked, and whether anybody looks, is found out where the page runs. */
export type AnalysisWishes = Omit<AnalysisPorts, "api" | "forecastsApi" | "visible">;

const CATALOG_MS = 60 * 60_000;
const FRAMES_MS = 60_000;
const SOON_MS = 10_000;

export function openAnalysisRoom(ports: AnalysisPorts): AnalysisRoom {
  const { api, bars, visible } = ports;
  const catalog = openPoll((stop) => api.catalog(stop), CATALOG_MS, visible);
  const current = signal<SymbolAnalysis | null>(null);
  effect(() => {
    const feed = bars.value;
    const opened = feed === null ? null : untracked(() => openSymbol(feed, catalog.data, ports));
    current.value = opened;
    return () => opened?.close();
  });
  return { catalog, current };
}

function openSymbol(
  feed: BarFeed,
  catalog: ReadonlySignal<IndicatorCatalog | null>,
  ports: AnalysisPorts,
): SymbolAnalysis {
  const { api, stream, shelf, patternStrength, visible } = ports;
  const { symbol, timeframe } = feed;
  const board = openLineBoard({ feed, choices: shelf.choices, catalog, api });
  const lastFinal = computed(() => feed.bars.value.findLast(({ final }) => final)?.closeTime ?? null);
  const frame = isAnalysed(timeframe) ? timeframe : null;
  const core = frame && openCoreFeed(symbol, frame, api, stream);
  const patterns = frame && openPatternFeed(symbol, frame, api, stream);
  const signals = frame && openSignalFeed(symbol, frame, { api, stream, visible, lastFinal });
  const model = computed(() => {
    const kept = ports.forecastModel.value.value;
    return isModelId(kept) ? kept : USUAL_MODEL;
  });
  const isFanShown = computed(() => ports.fan.value.value !== "off");
  const isForecastSeen = computed(
    () => visible.value && (isFanShown.value || ports.analysisTab.value.value === "forecast"),
  );
  const forecasts =
    frame &&
    openForecastFeed(symbol, frame, {
      ...{ api: ports.forecastsApi, stream, visible: isForecastSeen, lastFinal, model },
    });
  const frames = frame && openPoll((stop) => api.decisions(symbol, stop), FRAMES_MS, visible);
  const leaveSoon = frames && askSooner(frames, (all) => [...all.values()].includes(null), SOON_MS, visible);
  const viewFrom = signal<number | null>(null);

  // Marks reach back as far as the bars in view do.
  const leaveView = effect(() => {
    const known = patterns?.knownFrom.value ?? null;
    const from = viewFrom.value;
    if (known === null || from === null || from >= known) return;
    if (patterns?.phase.value === "ready") untracked(() => patterns.loadOlder());
  });

  const marks = computed(() => {
    const least = Number(patternStrength.value.value);
    return [
      ...(Number.isNaN(least) ? [] : patternMarks(patterns?.patterns.value ?? [], least)),
      ...signalMarks(signals?.signals.value ?? [], TIMEFRAME_MS[timeframe]),
    ];
  });

  return {
    symbol,
    timeframe,
    bars: feed,
    lines: board.views,
    core,
    patterns,
    signals,
    frames,
    marks,
    levels: computed(() => signalLevels(signals?.active.value ?? null)),
    forecasts,
    isFanShown,
    fan: computed(() => (isFanShown.value ? fanOf(forecasts?.forecast.value ?? null) : null)),
    inView(from) {
      viewFrom.value = from;
      board.inView(from);
    },
    close() {
      leaveView();
      leaveSoon?.();
      board.close();
      core?.close();
      patterns?.close();
      signals?.close();
      forecasts?.close();
      frames?.close();
    },
  };
}
