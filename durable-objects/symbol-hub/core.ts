import type { RuleChanges } from "../../contract/alerts.ts";
import type { AnalysedTimeframe } from "../../contract/channels.ts";
import type { ForecastEvent } from "../../contract/forecast-events.ts";
import type { HubCounter, Ticker } from "../../contract/hub.ts";
import { type GeneratedSignal, timeOfEvent } from "../../contract/signals.ts";
import { BarEngine, newEngineState } from "../../market/bars/engine.ts";
import { engineStateFromJson, engineStateToJson } from "../../market/bars/engine-json.ts";
import { nextWindowEnd } from "../../market/bars/frames.ts";
import type { Kline } from "../../market/bars/kline.ts";
import { admit, firstHeld, newSequence, type Sequence, skipHole } from "../../market/bars/sequence.ts";
import type { BarSum } from "../../market/bars/sum.ts";
import type { Trade } from "../../market/bars/trade.ts";
import type { ModelTimeframe } from "../../market/forecast/horizons.ts";
import { predictionOf } from "../../market/signals/held-predictions.ts";
import { type EpochMs, TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import { PlacedAlerts } from "../shared/alerts/placed-alerts.ts";
import type { FanOut } from "../shared/fan-out.ts";
import { barScene } from "./alert-scene.ts";
import { Analytics } from "./analytics/analytics.ts";
import { ForecastLog } from "./analytics/forecast-log.ts";
import { IndicatorChannels } from "./analytics/indicator-channels.ts";
import { putCheckpoint, readCheckpoint } from "./checkpoint.ts";
import { type StatusData, statusEvent, tickerEvent } from "./events.ts";
import { FormingChannels } from "./forming-channels.ts";
import type { Gap } from "./gap.ts";
import { Journal } from "./journal.ts";
import { renumber } from "./renumber.ts";
import { isSeeded } from "./seed-history.ts";
import type { Tables } from "./tables.ts";

/** A checkpoint is made early after this many trades, so that a busy minute does not fill the memory. */
const MAX_UNSTORED = 5_000;

/**
 * The heart of a hub: trades in, bars and events out, everything that matters on disk before it is announced.
 * It knows no network; `memory is a cache`: a new Core on the same tables continues where this one stopped.
 */
export class Core {
  readonly symbol: string;
  readonly tables: Tables;
  readonly fanOut: FanOut;
  readonly engine: BarEngine;
  readonly journal: Journal;
  readonly analytics: Analytics;
  readonly alerts: PlacedAlerts;
  readonly forecasts: ForecastLog;
  readonly sequence: Sequence;
  lastTime: EpochMs | null;
  ticker: Ticker | null = null;
  status: StatusData;
  /** True while trades are being fetched that may have been announced before a crash. */
  recovering: boolean;
  /** They were fetched as far as the exchange showed them; it may have lagged behind its own stream. */
  refetched = false;
  readonly #forming: FormingChannels;
  readonly #indicators: IndicatorChannels;
  readonly #onFirings: () => void;

  constructor(
    symbol: string,
    tables: Tables,
    fanOut: FanOut,
    now: number,
    status: StatusData,
    analyses = true,
    onFirings: () => void = () => {},
  ) {
    this.symbol = symbol;
    this.tables = tables;
    this.fanOut = fanOut;
    this.#onFirings = onFirings;
    this.status = status;
    const saved = readCheckpoint(tables.meta);
    this.recovering = saved !== undefined && saved.lastId !== null;
    this.sequence = newSequence(saved?.lastId ?? null);
    this.lastTime = saved?.lastTime ?? null;
    this.journal = new Journal(symbol, tables, fanOut, saved?.journal, now * 1_000);
    const { journal } = this;
    this.forecasts = new ForecastLog(symbol, journal, tables.events);
    this.alerts = new PlacedAlerts(tables.sql, () => journal.requireStore());
    const { book } = this.alerts;
    const state = saved === undefined ? newEngineState(null) : engineStateFromJson(saved.engine);
    this.analytics = new Analytics(
      {
        symbol,
        tables,
        journal,
        // Nobody can be asked for the bars of a symbol that is pushed.
        isReady: () => analyses && (this.status.source === "push" || isSeeded(this)),
        forming: (timeframe) => this.engine.forming(timeframe),
        finalThrough: () => state.minutes.finalThrough,
        nextWindowEnd: () => nextWindowEnd(state.frames),
        clock: () => this.engine.state.clock,
        onAnalysed: (timeframe, bar, analysis) => book.onBar(barScene(tables.bars, timeframe, bar, analysis)),
        onSignal: (event) => book.onSignal(event, timeOfEvent(event)),
      },
      saved?.analytics,
    );
    this.engine = new BarEngine(state, tables.bars, {
      onBar: (event) => {
        journal.onBar(event);
        this.analytics.onBar(event);
      },
      onSilence: (silence) => journal.onSilence(silence),
      onReconciled: (openTime, differing) => journal.onReconciled(openTime, differing),
      onIdJump: () => journal.onIdJump(),
    });
    this.#forming = new FormingChannels(symbol, fanOut, journal, this.engine, tables.bars);
    this.#indicators = new IndicatorChannels(symbol, fanOut, journal, this.analytics);
    // A hub's numbers begin with its first start, also when it is stopped before its first minute.
    if (saved === undefined) this.#checkpoint();
  }

  /** True when a later trade is held back by a hole. */
  get holed(): boolean {
    return this.sequence.held.size > 0;
  }

  firstHeld(): Trade | undefined {
    return firstHeld(this.sequence);
  }

  count(counter: HubCounter, by = 1): void {
    this.journal.counters[counter] += by;
  }

  /** A trade from the stream or from REST, in any order. Hot. */
  trade(trade: Trade): void {
    const admission = admit(this.sequence, trade, this.#accept);
    if (admission === "accepted") this.#after();
    else if (admission === "duplicate") this.count("duplicates");
    else if (admission === "held") this.count("out_of_order");
  }

  /** Starts the sequence: the next trade is the one after `lastId`. Stored, so that its number is settled. */
  begin(lastId: number): void {
    this.sequence.lastId = lastId;
    this.journal.numbers.begin(lastId + 1, this.journal.head("trades") + 1);
    this.checkpoint();
  }

  kline(kline: Kline, eventTime: EpochMs): void {
    this.#clock(eventTime, kline.lastId);
    if (kline.closed) this.engine.closedKline(kline);
    this.#after();
  }

  /** Closed klines that were asked for; minutes of the range that are not among them have none. */
  klines(klines: readonly Kline[], from: EpochMs, absentThrough: EpochMs): void {
    this.tables.sql.transaction(() => {
      for (const kline of klines) if (kline.closed) this.engine.closedKline(kline);
      this.engine.klinesAbsent(from, absentThrough);
    });
    this.#after();
  }

  /** The exchange does not answer for these minutes' klines ([BAR-26]). */
  passOver(from: EpochMs, to: EpochMs): void {
    this.engine.passOver(from, to);
    this.#after();
  }

  newTicker(ticker: Ticker, lastTradeId: number | null): void {
    this.ticker = ticker;
    this.#clock(ticker.time, lastTradeId);
    this.#after();
    const channel = `ticker:${this.symbol}`;
    const seq = this.journal.head("ticker");
    this.fanOut.publishState(channel, seq, () => tickerEvent(channel, seq, "update", this.ticker ?? ticker));
  }

  setStatus(status: StatusData): void {
    this.status = status;
    const channel = `status:${this.symbol}`;
    const seq = this.journal.head("status");
    const ts = this.engine.state.clock;
    this.fanOut.publishState(channel, seq, () => statusEvent(channel, seq, "update", ts, this.status));
  }

  /** Gives the hole before the held trades up ([BAR-13]): announces it and goes on behind it. */
  giveUp(): Gap | undefined {
    const first = this.firstHeld();
    const { lastId } = this.sequence;
    if (first === undefined || lastId === null) return undefined;
    // A crash right after a cold start: the sequence began with its minute, of which nothing is left.
    const { finalThrough } = this.engine.state.minutes;
    const start = finalThrough === null ? first.time : finalThrough + TIMEFRAME_MS["1m"];
    const fromTime = this.lastTime ?? Math.min(start, first.time);
    const gap = { fromId: lastId + 1, toId: first.id - 1, fromTime, toTime: first.time };
    this.tables.sql.transaction(() => {
      if (this.recovering) renumber(this.journal, this.engine.state, this.symbol, first.id - lastId - 1);
      this.recovering = false;
      this.engine.gap(fromTime, first.time);
      this.journal.gap(first.id - lastId - 1, fromTime, first);
      skipHole(this.sequence, this.#accept);
      this.engine.settle();
      this.#checkpoint();
    });
    this.announce();
    return gap;
  }

  /** A minute refolded from repaired trades ([BAR-33]). */
  repairMinute(sum: BarSum): "repaired" | "same" | "disagrees" {
    const result = this.tables.sql.transaction(() => this.engine.repairMinute(sum));
    this.#after();
    return result;
  }

  /** Decides on the newest final bar of a timeframe now ([ANA-33]). */
  generateSignal(timeframe: AnalysedTimeframe): GeneratedSignal {
    const generated = this.analytics.generate(timeframe);
    if (generated.events.length > 0) this.checkpoint();
    return generated;
  }

  /** Announces what was forecast, and what came of it, unless that was done ([FC-105]); signals and alerts hear of it too. */
  publishForecast(timeframe: ModelTimeframe, events: readonly ForecastEvent[]): void {
    const added = this.forecasts.append(timeframe, events);
    for (const event of added) {
      if (event.kind === "score") continue;
      const held = predictionOf(event.forecast, event.skill);
      if (held !== null) this.analytics.onPrediction(timeframe, held);
      this.alerts.book.onForecast(event.forecast);
    }
    if (added.length > 0) this.checkpoint();
  }

  /** Takes in what has changed of the rules of alerts: they see the trades and bars that come from here on. */
  changeAlerts(changes: RuleChanges): void {
    if (changes.version === this.alerts.version) return;
    this.tables.sql.transaction(() => {
      this.engine.settle();
      this.analytics.settle();
      this.alerts.apply(changes);
      this.#checkpoint();
    });
    this.announce();
  }

  /** Goes on with analyses that have to be made from stored bars. Called each second. */
  analyseSome(): void {
    if (!this.analytics.buildSome()) return;
    if (this.analytics.isCorrected) this.checkpoint();
    this.#indicators.announce(true, null);
  }

  /** Stores everything now: before a planned stop, and whenever an owner changed the engine itself. */
  checkpoint(): void {
    this.tables.sql.transaction(() => {
      this.engine.settle();
      this.#checkpoint();
    });
    this.announce();
  }

  /** Stores everything within the caller's transaction; `announce` afterwards. */
  store(): void {
    this.#checkpoint();
  }

  /** Announces what was stored. */
  announce(): void {
    this.journal.announce();
    if (this.alerts.takeWritten()) this.#onFirings();
    this.#announceForming();
  }

  readonly #accept = (trade: Trade): void => {
    this.engine.trade(trade);
    this.journal.trade(trade);
    this.analytics.onTrade(trade);
    this.alerts.book.onTrade(trade);
    this.lastTime = trade.time;
  };

  #clock(time: EpochMs, namedId: number | null): void {
    const { engine } = this;
    engine.clock(time, namedId, this.holed || this.recovering);
    if (!this.recovering || !this.refetched || this.holed || namedId === null || !engine.holdsAllNamed())
      return;
    // We hold all that the exchange has named since the crash: nothing announced before it is missing any more.
    this.recovering = false;
    engine.clock(time, namedId, false);
  }

  #after(): void {
    const { engine, journal } = this;
    if (engine.due() || journal.mustStore || journal.trades.length >= MAX_UNSTORED) {
      this.tables.sql.transaction(() => {
        engine.settle();
        if (journal.mustStore || journal.trades.length >= MAX_UNSTORED) this.#checkpoint();
      });
    }
    this.announce();
  }

  /** A clock or a ticker moves no bar: what has not changed is not sent again. */
  #announceForming(): void {
    const isPushed = this.status.source === "push";
    this.#indicators.announce(this.journal.moved, isPushed ? null : this.engine.state.clock);
    if (!this.journal.moved) return;
    this.journal.moved = false;
    this.#forming.announce();
  }

  /** The exchange's time behind which nothing comes any more: of a window that ended in silence the roll-up does. */
  get #passed(): EpochMs | null {
    const { minutes, frames } = this.engine.state;
    if (minutes.finalThrough === null) return null;
    const end = nextWindowEnd(frames) ?? Number.MAX_SAFE_INTEGER;
    return Math.min(minutes.finalThrough + TIMEFRAME_MS["1m"], end - 1);
  }

  /** State and unstored trades together, so that what follows from them is always the same ([BAR-42]). */
  #checkpoint(): void {
    this.analytics.settle();
    this.alerts.settle(this.#passed);
    this.journal.flush();
    putCheckpoint(this.tables.meta, {
      engine: engineStateToJson(this.engine.state),
      journal: this.journal.save(),
      analytics: this.analytics.save(),
      lastId: this.sequence.lastId,
      lastTime: this.lastTime,
    });
  }
}
