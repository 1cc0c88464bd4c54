import type { HubAnalysis } from "../../../contract/analysis-events.ts";
import {
  ANALYSED_TIMEFRAMES,
  type AnalysedTimeframe,
  type AnalysisKind,
} from "../../../contract/channels.ts";
import type { GeneratedSignal, HubSignals } from "../../../contract/signals.ts";
import type { BarAnalysis } from "../../../market/analysis/series-analysis.ts";
import type { Bar } from "../../../market/bars/bar.ts";
import type { BarEvent } from "../../../market/bars/store.ts";
import type { Trade } from "../../../market/bars/trade.ts";
import type { HeldPrediction } from "../../../market/signals/held-predictions.ts";
import { activeSignal } from "../../../market/signals/lifecycle.ts";
import type { ChainEnd } from "../../../market/signals/record.ts";
import type { SignalEvent } from "../../../market/signals/signal.ts";
import { type EpochMs, TIMEFRAME_MS } from "../../../market/time/timeframe.ts";
import type { NumberedEvent } from "../event-table.ts";
import type { Journal } from "../journal.ts";
import type { Tables } from "../tables.ts";
import { indicatorsEvent, patternsSnapshot, signalsSnapshot } from "./analysis-texts.ts";
import { BarQueue, type QueuedBar } from "./bar-queue.ts";
import { Outcomes } from "./outcomes.ts";
import { PatternLog } from "./pattern-log.ts";
import { type SavedSeries, Series } from "./series.ts";
import { SignalLog } from "./signal-log.ts";

/** What a checkpoint keeps of the analyses. Plain data. */
export interface SavedAnalytics {
  readonly series: Readonly<Partial<Record<AnalysedTimeframe, SavedSeries>>>;
  readonly chain: ChainEnd | null;
  /** Number of the last record that D1 has. */
  readonly sent: number;
  /** Id of the first folded trade that no signal has seen yet; null where there is none. */
  readonly waitsFrom: number | null;
}

export interface AnalyticsPorts {
  readonly symbol: string;
  readonly tables: Tables;
  readonly journal: Journal;
  /** Whether the bars that analyses need are there, as far as they can be had. */
  readonly isReady: () => boolean;
  /** The bar in progress. */
  readonly forming: (timeframe: AnalysedTimeframe) => Bar | undefined;
  /** The newest minute behind which all is final; null before the first. */
  readonly finalThrough: () => EpochMs | null;
  /** The end of the first window whose roll-up is to come; null where none is. */
  readonly nextWindowEnd: () => EpochMs | null;
  /** The exchange's. */
  readonly clock: () => EpochMs;
  /** A bar that has become final was analysed; and what happened to a signal. Within the checkpoint's turn. */
  readonly onAnalysed?: (timeframe: AnalysedTimeframe, bar: Bar, analysis: BarAnalysis) => void;
  readonly onSignal?: (event: SignalEvent) => void;
}

/** Pages of bars that are folded a second while trades go on: at most some 40 ms of it. */
const PAGES_A_SECOND = 5;
const SNAPSHOT_BARS = 20;
const NO_INDICATORS: HubAnalysis["indicators"] = { final: null, forming: null };

/**
 * What a hub makes of its bars and trades: indicators, patterns, signals of every timeframe (docs/spec/analytics.md).
 * Bars are analysed at the end of the turn that made them final, in the checkpoint's transaction; trades decide what
 * becomes of active signals as they are folded. Whatever else follows trades and analysed bars has its place in
 * `onTrade` and `#announce`, and what it must not forget in `save`.
 */
export class Analytics {
  readonly patterns: PatternLog;
  readonly signals: SignalLog;
  readonly #ports: AnalyticsPorts;
  readonly #series: ReadonlyMap<AnalysedTimeframe, Series>;
  readonly #queue: BarQueue;
  readonly #outcomes: Outcomes;
  #ready = false;

  constructor(ports: AnalyticsPorts, saved: SavedAnalytics | undefined) {
    const { symbol, tables, journal } = ports;
    this.#ports = ports;
    this.patterns = new PatternLog(symbol, journal, tables.events);
    this.signals = new SignalLog(symbol, journal, tables.signals, saved?.chain ?? null);
    if (saved !== undefined) tables.signals.sentThrough(saved.sent);
    this.#series = new Map(
      ANALYSED_TIMEFRAMES.map((timeframe) => [
        timeframe,
        new Series(symbol, timeframe, tables.bars, saved?.series[timeframe]),
      ]),
    );
    this.#queue = new BarQueue(
      ANALYSED_TIMEFRAMES.map((timeframe) => [
        timeframe,
        tables.bars.newest(timeframe, 1)[0]?.openTime ?? -1,
      ]),
    );
    const waitsFrom = saved?.waitsFrom ?? null;
    const waiting = waitsFrom === null ? [] : tables.ticks.inIds(waitsFrom, Number.MAX_SAFE_INTEGER);
    this.#outcomes = new Outcomes(this.#bound, waiting, (series, events) => this.#tell(series, events));
    this.#outcomes.follow(this.#series.values());
  }

  save(): SavedAnalytics {
    const series = [...this.#series].map(([timeframe, one]) => [timeframe, one.save()]);
    return {
      series: Object.fromEntries(series),
      chain: this.signals.end,
      sent: this.#ports.tables.signals.sent,
      waitsFrom: this.#outcomes.waitsFrom,
    };
  }

  /** A trade was folded. Hot. */
  onTrade(trade: Trade): void {
    this.#outcomes.onTrade(trade);
  }

  /** A model has predicted ([FC-135]). A checkpoint must follow. */
  onPrediction(timeframe: AnalysedTimeframe, prediction: HeldPrediction): void {
    this.#of(timeframe).hold(prediction);
  }

  /** A bar became final, or was corrected: it is analysed at the end of the turn. */
  onBar(event: BarEvent): void {
    this.#queue.put(event);
  }

  /** Analyses the bars of this turn. Within the transaction of a checkpoint, before that is written ([ANA-20]). */
  settle(): void {
    const bars = this.#queue.take();
    // What was corrected is folded before what comes next is stepped onto it.
    for (const { timeframe, bar, isNew } of bars) if (!isNew) this.#of(timeframe).correct(bar.openTime);
    // Windows that ended in silence close with a later minute.
    const inTime = bars.filter(({ isNew }) => isNew).sort((a, b) => a.bar.closeTime - b.bar.closeTime);
    for (const queued of inTime) this.#onFinalBar(queued);
    this.#outcomes.settled(this.#bound);
    for (const series of this.#series.values()) this.#announceCorrection(series);
    this.signals.flush();
  }

  /** Whether what is said of a timeframe is at hand, without folding bars. */
  isBuilt(timeframe: AnalysedTimeframe): boolean {
    return this.#of(timeframe).isBuilt;
  }

  /** True where corrected bars have changed something that was told: a checkpoint announces it. */
  get isCorrected(): boolean {
    for (const series of this.#series.values()) if (series.isBuilt && series.isCorrected) return true;
    return false;
  }

  /** Whether the past is known, without which nothing is analysed. */
  get isReady(): boolean {
    this.#ready ||= this.#ports.isReady();
    return this.#ready;
  }

  /** Folds a part of what is not built, of one timeframe. Called each second. @returns true when that is built now. */
  buildSome(): boolean {
    if (!this.isReady) return false;
    for (const series of this.#series.values()) if (!series.isBuilt) return series.build(PAGES_A_SECOND);
    return false;
  }

  /** The log of a channel after a number. */
  after(kind: "patterns" | "signals", timeframe: AnalysedTimeframe, seq: number): NumberedEvent[] {
    return kind === "patterns"
      ? this.patterns.after(timeframe, seq)
      : this.#ports.tables.signals.after(timeframe, seq);
  }

  /** What a new subscriber of a channel is told first; undefined where there is nothing to tell yet. */
  snapshot(
    kind: AnalysisKind,
    timeframe: AnalysedTimeframe,
    channel: string,
    seq: number,
  ): string | undefined {
    const ts = this.#ports.clock();
    switch (kind) {
      case "indicators":
        return this.indicators(timeframe, channel, seq, "snapshot");
      case "patterns":
        return patternsSnapshot(channel, seq, ts, {
          bars: this.patterns.newest(timeframe).slice(-SNAPSHOT_BARS),
        });
      case "signals": {
        const { active, decision } = this.getSignals(timeframe);
        return signalsSnapshot(channel, seq, ts, { active, decision });
      }
      default:
        return kind satisfies never;
    }
  }

  /** The state of `indicators:…`; undefined while there is none, or until what a correction changed is folded. */
  indicators(
    timeframe: AnalysedTimeframe,
    channel: string,
    seq: number,
    type: "snapshot" | "update",
  ): string | undefined {
    if (type === "update" && !(this.isReady && this.#of(timeframe).isBuilt)) return undefined;
    if (!this.isReady) return indicatorsEvent(channel, seq, type, this.#ports.clock(), NO_INDICATORS);
    return indicatorsEvent(channel, seq, type, this.#ports.clock(), this.#indicatorsOf(timeframe));
  }

  getAnalysis(timeframe: AnalysedTimeframe): HubAnalysis {
    const signals = this.getSignals(timeframe);
    const indicators = this.isReady ? this.#indicatorsOf(timeframe) : NO_INDICATORS;
    return { timeframe, indicators, signals };
  }

  getSignals(timeframe: AnalysedTimeframe): HubSignals {
    const series = this.#of(timeframe);
    const active = activeSignal(series.book);
    if (!this.isReady) return { timeframe, decision: null, revision: null, active, bars: 0 };
    const { decision, revision, bars } = series;
    return { timeframe, decision, revision, active, bars };
  }

  /** Decides on the newest final bar now, where that was not done. A checkpoint must follow. */
  generate(timeframe: AnalysedTimeframe): GeneratedSignal {
    const series = this.#of(timeframe);
    if (!this.isReady) return { decision: null, active: activeSignal(series.book), events: [] };
    // Behind its bar's close nobody gets that price any more: a late signal is entered at the newest one ([SIG-44]).
    const minute = this.#ports.forming("1m") ?? this.#ports.tables.bars.newest("1m", 1)[0];
    const now = minute === undefined ? null : { price: Number(minute.close), time: this.#ports.clock() };
    const { decision, events } = series.generate(now);
    this.#tell(series, events);
    return { decision, active: activeSignal(series.book), events };
  }

  #onFinalBar({ timeframe, bar, isKline }: QueuedBar): void {
    this.#outcomes.through(bar.closeTime);
    if (timeframe === "1m" && isKline && bar.n > 0) this.#outcomes.byKline(bar);
    if (!this.isReady) return;
    const series = this.#of(timeframe);
    series.build(Number.MAX_SAFE_INTEGER, bar.openTime);
    this.#announceCorrection(series);
    const analysis = series.step(bar);
    this.#announce(series, analysis);
    this.#ports.onAnalysed?.(timeframe, bar, analysis);
  }

  #announce(series: Series, { openTime, detections, events }: BarAnalysis): void {
    this.patterns.announce(series.timeframe, openTime, detections);
    this.#tell(series, events);
  }

  #announceCorrection(series: Series): void {
    const correction = series.takeCorrection();
    if (correction === undefined) return;
    this.patterns.correct(series.timeframe, correction.from, correction.detections);
  }

  #tell(series: Series, events: readonly SignalEvent[]): void {
    for (const event of events) {
      this.signals.append(series.timeframe, event);
      this.#ports.onSignal?.(event);
    }
    if (events.length > 0) this.#outcomes.follow(this.#series.values());
  }

  /**
   * Trades up to the end of the minute behind the last final one have all of their past decided, but for a window that
   * ended in silence: its roll-up comes with the next final minute, and may issue a signal or end one.
   */
  get #bound(): EpochMs {
    const finalThrough = this.#ports.finalThrough();
    if (finalThrough === null) return 0;
    return Math.min(
      finalThrough + 2 * TIMEFRAME_MS["1m"],
      this.#ports.nextWindowEnd() ?? Number.MAX_SAFE_INTEGER,
    );
  }

  #indicatorsOf(timeframe: AnalysedTimeframe): HubAnalysis["indicators"] {
    const series = this.#of(timeframe);
    const { final } = series;
    const bar = this.#ports.forming(timeframe);
    const isLater = bar !== undefined && bar.openTime > (final?.openTime ?? -1);
    return { final, forming: isLater ? series.forming(bar) : null };
  }

  #of(timeframe: AnalysedTimeframe): Series {
    const series = this.#series.get(timeframe);
    if (series === undefined) throw new RangeError(`${timeframe} is not analysed`);
    return series;
  }
}
