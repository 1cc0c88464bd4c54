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
import { priceBarOf } from "../../../market/indicators/price-bar.ts";
import { activeSignal, decideByBar, decideByTrade } from "../../../market/signals/lifecycle.ts";
import type { ChainEnd } from "../../../market/signals/record.ts";
import type { SignalEvent } from "../../../market/signals/signal.ts";
import type { EpochMs } from "../../../market/time/timeframe.ts";
import type { NumberedEvent } from "../event-table.ts";
import type { Journal } from "../journal.ts";
import type { Tables } from "../tables.ts";
import { indicatorsEvent, patternsSnapshot, signalsSnapshot } from "./analysis-texts.ts";
import { BarQueue } from "./bar-queue.ts";
import { PatternLog } from "./pattern-log.ts";
import { type SavedSeries, Series } from "./series.ts";
import { SignalLog } from "./signal-log.ts";

/** What a checkpoint keeps of the analyses. Plain data. */
export interface SavedAnalytics {
  readonly series: Readonly<Partial<Record<AnalysedTimeframe, SavedSeries>>>;
  readonly chain: ChainEnd | null;
}

export interface AnalyticsPorts {
  readonly symbol: string;
  readonly tables: Tables;
  readonly journal: Journal;
  /** Whether the bars that analyses need are there, as far as they can be had. */
  readonly isReady: () => boolean;
  /** The bar in progress. */
  readonly forming: (timeframe: AnalysedTimeframe) => Bar | undefined;
  /** The exchange's. */
  readonly clock: () => EpochMs;
}

/** Bars of one timeframe that are folded a second while trades go on: two pages of them. */
const PAGES_A_SECOND = 2;
const SNAPSHOT_BARS = 20;

/**
 * What a hub makes of its bars and trades: indicators, patterns, signals of every timeframe (docs/spec/analytics.md).
 * Bars are analysed at the end of the turn that made them final, in the checkpoint's transaction; trades decide what
 * becomes of active signals as they are folded.
 */
export class Analytics {
  readonly patterns: PatternLog;
  readonly signals: SignalLog;
  readonly #ports: AnalyticsPorts;
  readonly #series: ReadonlyMap<AnalysedTimeframe, Series>;
  readonly #queue: BarQueue;
  /** Those with a signal that trades decide on: mostly none. */
  #followed: readonly Series[] = [];
  #ready = false;

  constructor(ports: AnalyticsPorts, saved: SavedAnalytics | undefined) {
    const { symbol, tables, journal } = ports;
    this.#ports = ports;
    this.patterns = new PatternLog(symbol, journal, tables.events);
    this.signals = new SignalLog(symbol, journal, tables.signals, saved?.chain ?? null);
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
    this.#follow();
  }

  save(): SavedAnalytics {
    const series = [...this.#series].map(([timeframe, one]) => [timeframe, one.save()]);
    return { series: Object.fromEntries(series), chain: this.signals.end };
  }

  /** A trade was folded. Hot: nothing is done where no signal is active. */
  onTrade(trade: Trade): void {
    if (this.#followed.length === 0) return;
    const price = Number(trade.price);
    for (const series of this.#followed) {
      const events = decideByTrade(series.book, price, trade.time);
      if (events.length > 0) this.#tell(series, events);
    }
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
    for (const queued of bars)
      if (queued.isNew) this.#onFinalBar(queued.timeframe, queued.bar, queued.isKline);
    for (const series of this.#series.values()) this.#announceCorrection(series);
    this.signals.flush();
  }

  /**
   * Folds a part of what is not built, of one timeframe. Called each second.
   * @returns true when something is to be announced: make a checkpoint.
   */
  buildSome(): boolean {
    if (!this.#isReady()) return false;
    for (const series of this.#series.values()) {
      if (!series.isBuilt) return series.build(PAGES_A_SECOND) && series.isCorrected;
    }
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
    if (!this.#isReady() || (type === "update" && !this.#of(timeframe).isBuilt)) return undefined;
    return indicatorsEvent(channel, seq, type, this.#ports.clock(), this.#indicatorsOf(timeframe));
  }

  getAnalysis(timeframe: AnalysedTimeframe): HubAnalysis {
    const signals = this.getSignals(timeframe);
    const indicators = this.#isReady() ? this.#indicatorsOf(timeframe) : { final: null, forming: null };
    return { timeframe, indicators, signals };
  }

  getSignals(timeframe: AnalysedTimeframe): HubSignals {
    const series = this.#of(timeframe);
    const active = activeSignal(series.book);
    if (!this.#isReady()) return { timeframe, decision: null, revision: null, active, bars: 0 };
    const { decision, revision, bars } = series;
    return { timeframe, decision, revision, active, bars };
  }

  /** Decides on the newest final bar now, where that was not done. A checkpoint must follow. */
  generate(timeframe: AnalysedTimeframe): GeneratedSignal {
    const series = this.#of(timeframe);
    if (!this.#isReady()) return { decision: null, active: activeSignal(series.book), events: [] };
    const { decision, events } = series.generate();
    this.#tell(series, events);
    return { decision, active: activeSignal(series.book), events };
  }

  #onFinalBar(timeframe: AnalysedTimeframe, bar: Bar, isKline: boolean): void {
    // Trades that nobody has seen are in the kline alone ([ANA-31]).
    if (timeframe === "1m" && isKline && bar.n > 0) this.#decideByKline(bar);
    if (!this.#isReady()) return;
    const series = this.#of(timeframe);
    series.build(Number.MAX_SAFE_INTEGER, bar.openTime);
    this.#announceCorrection(series);
    this.#announce(series, series.step(bar));
  }

  #decideByKline(bar: Bar): void {
    for (const series of this.#followed) {
      const events = decideByBar(series.book, priceBarOf(bar), bar.closeTime);
      if (events.length > 0) this.#tell(series, events);
    }
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
    for (const event of events) this.signals.append(series.timeframe, event);
    if (events.length > 0) this.#follow();
  }

  #follow(): void {
    this.#followed = [...this.#series.values()].filter(({ book }) => book.active !== null);
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

  #isReady(): boolean {
    this.#ready ||= this.#ports.isReady();
    return this.#ready;
  }
}
