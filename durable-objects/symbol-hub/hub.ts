import type { HubAnalysis } from "../../contract/analysis-events.ts";
import { type AnalysedTimeframe, isAnalysed } from "../../contract/channels.ts";
import { WickError } from "../../contract/errors.ts";
import type { ForecastEvent } from "../../contract/forecast-events.ts";
import type {
  BarQuery,
  HubBarPage,
  HubStatus,
  ProcessBarsReport,
  ReviseReport,
  Ticker,
  TickQuery,
} from "../../contract/hub.ts";
import type { GeneratedSignal, HubSignals } from "../../contract/signals.ts";
import type { CatchUp, CatchUpRequest } from "../../contract/stream.ts";
import { type SymbolConfig, SymbolConfigSchema, type SymbolId } from "../../contract/symbol.ts";
import type { IngestReport } from "../../contract/ticks.ts";
import type { Bar } from "../../market/bars/bar.ts";
import type { Trade } from "../../market/bars/trade.ts";
import type { ModelTimeframe } from "../../market/forecast/horizons.ts";
import type { ChainEnd } from "../../market/signals/record.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import type { Feed } from "../../platform/feeds/feed.ts";
import type { Later, SubscriberPort } from "../shared/fan-out-subscriber.ts";
import { StreamServer } from "../shared/stream-server.ts";
import type { SignalRow } from "./analytics/signal-table.ts";
import { readBars } from "./bar-reader.ts";
import { type CatchUpSource, catchUp } from "./catch-up.ts";
import { Core } from "./core.ts";
import { Exchange } from "./exchange.ts";
import { type AlertPorts, HubAlerts } from "./hub-alerts.ts";
import { channelsOf, stateSnapshot } from "./hub-channels.ts";
import { Outbox, type Send, type SendOutbox } from "./outbox.ts";
import type { OutboxRow } from "./outbox-table.ts";
import { processBars } from "./process-bars.ts";
import { Push } from "./push.ts";
import type { PushedTick } from "./push-check.ts";
import { forgetOld } from "./retention.ts";
import { reviseBars } from "./revise-bars.ts";
import type { Sql } from "./sql.ts";
import { openTables, type Tables } from "./tables.ts";

export interface HubPorts {
  readonly sql: Sql;
  /** The machine's clock: for time-outs and lag, never for data. */
  readonly now: () => number;
  readonly later: Later;
  readonly openFeed: (symbol: string) => Feed;
  readonly source: "binance" | "replay";
  /** Brings final bars to D1; rejects when it cannot. */
  readonly sendOutbox: SendOutbox;
  /** Brings records of signals to D1; rejects when it cannot. */
  readonly sendSignals: Send<SignalRow>;
  /** Absent: no alerts are watched for. */
  readonly alerts?: AlertPorts;
  /** False: bars alone ([ANA-6]). */
  readonly analyses?: boolean;
  /** Numbers in [0, 1), for waits that should differ from hub to hub. */
  readonly random?: () => number;
  readonly onError: (what: string, error: unknown) => void;
}

const CONFIG = "config";
/** Whose bars are in the outbox: they are still sent when the symbol has been removed. */
const SYMBOL = "symbol";

/** What runs while a symbol is configured. */
interface Running {
  readonly symbol: SymbolId;
  readonly config: SymbolConfig;
  readonly core: Core;
  readonly exchange: Exchange | undefined;
  readonly push: Push | undefined;
}

/**
 * A symbol's hub without its Durable Object: everything but sockets, alarms and RPC. A new Hub on the same
 * tables continues where the last one stopped.
 */
export class Hub<Port extends SubscriberPort> {
  readonly server: StreamServer<Port>;
  readonly #ports: HubPorts;
  readonly #tables: Tables;
  readonly #outbox: Outbox<OutboxRow>;
  readonly #signalOutbox: Outbox<SignalRow>;
  readonly #alerts: HubAlerts;
  #running: Running | undefined;

  constructor(ports: HubPorts) {
    this.#ports = ports;
    const { now, onError, random = Math.random } = ports;
    this.#tables = openTables(ports.sql, now);
    const rest = { now, random, onError };
    const { outbox, signals } = this.#tables;
    this.#outbox = new Outbox({ name: "outbox", table: outbox, send: ports.sendOutbox, ...rest });
    this.#signalOutbox = new Outbox({
      name: "signal outbox",
      table: signals,
      send: ports.sendSignals,
      ...rest,
    });
    this.#alerts = new HubAlerts(ports, this.#tables.meta.get(SYMBOL));
    this.server = new StreamServer<Port>(
      { trusted: true, catchUp: async (request) => this.#catchUpOne(request) },
      ports.later,
    );
    const saved = this.#tables.meta.get(CONFIG);
    if (saved === undefined) return;
    const { symbol, config }: { symbol: SymbolId; config: unknown } = JSON.parse(saved);
    this.#start(symbol, SymbolConfigSchema.parse(config));
  }

  get configured(): boolean {
    return this.#running !== undefined;
  }

  /** True while bars, records of signals or firings of alerts wait to be sent. */
  get owes(): boolean {
    const { outbox, signals } = this.#tables;
    return outbox.depth() > 0 || signals.depth() > 0 || this.#alerts.owes;
  }

  configure(symbol: SymbolId, config: SymbolConfig): void {
    const text = JSON.stringify({ symbol, config });
    if (this.#running !== undefined && this.#tables.meta.get(CONFIG) === text) return;
    this.#stop();
    this.#tables.meta.put(CONFIG, text);
    this.#tables.meta.put(SYMBOL, symbol);
    this.#start(symbol, config);
  }

  remove(): void {
    const running = this.#running;
    this.#stop();
    this.#tables.meta.delete(CONFIG);
    if (running !== undefined) this.server.revoke(channelsOf(running.symbol), "unknown_symbol");
  }

  /** Called each second while the object is awake. */
  tick(): void {
    this.#running?.exchange?.tick();
    this.#running?.core.analyseSome();
    void this.#alerts.flush();
  }

  /** Called every half minute: housekeeping that may wait. Bars go to D1 also when the symbol has been removed. */
  async housekeeping(): Promise<void> {
    const running = this.#running;
    if (running !== undefined) forgetOld(running.core);
    const symbol = running?.symbol ?? this.#tables.meta.get(SYMBOL);
    if (symbol === undefined) return;
    const [sent] = await Promise.all([
      this.#outbox.flush(symbol),
      this.#signalOutbox.flush(symbol),
      this.#alerts.keep(),
    ]);
    if (sent > 0 && running !== undefined) running.core.count("outbox_sent", sent);
  }

  getStatus(): HubStatus {
    const { symbol, config, core, exchange } = this.#require();
    const { state, lagMs } = core.status;
    return {
      symbol,
      feed: config.feed,
      state: exchange?.state ?? state,
      source: config.feed === "push" ? "push" : this.#ports.source,
      connected: exchange?.connected ?? true,
      reason: exchange?.reason ?? null,
      lagMs: exchange?.lagMs ?? lagMs,
      lastTradeId: core.sequence.lastId,
      lastTradeTime: core.lastTime,
      exchangeTime: core.engine.state.clock === 0 ? null : core.engine.state.clock,
      outboxDepth: this.#tables.outbox.depth(),
      outboxOldestMs: this.#tables.outbox.oldestMs(),
      storageBytes: this.#ports.sql.size(),
      subscribers: this.server.size,
      counters: { ...core.journal.counters },
    };
  }

  getTicker(): Ticker | null {
    return this.#require().core.ticker;
  }

  /** A hub that follows no symbol has no bars: that is no failure. */
  getBars(query: BarQuery): HubBarPage {
    if (this.#running === undefined) return { bars: [], more: false, oldest: null };
    return readBars(this.#running.core, query);
  }

  /** Trades by time, oldest first: the newest `limit` of the range when `from` is absent. */
  getTicks(query: TickQuery): Trade[] {
    const { core } = this.#require();
    const { from = 0, to = Number.MAX_SAFE_INTEGER, limit } = query;
    const fresh = core.journal.trades.filter((trade) => trade.time >= from && trade.time <= to);
    if (query.from === undefined) {
      const missing = limit - fresh.length;
      const stored = missing > 0 ? this.#tables.ticks.inTime(from, to, missing, true) : [];
      return stored.concat(fresh).slice(-limit);
    }
    const stored = this.#tables.ticks.inTime(from, to, limit);
    return stored.concat(fresh).slice(0, limit);
  }

  catchUp(requests: readonly CatchUpRequest[]): CatchUp[] {
    return requests.map((request) => this.#catchUpOne(request));
  }

  async ingest(ticks: readonly PushedTick[], idempotencyKey?: string): Promise<IngestReport> {
    const { push, symbol } = this.#require();
    if (push === undefined)
      throw new WickError("exchange_fed", `${symbol} takes its trades from the exchange`);
    return await push.ingest(ticks, idempotencyKey);
  }

  processBars(timeframe: Timeframe): ProcessBarsReport {
    return processBars(this.#require().core, timeframe);
  }

  reviseBars(timeframe: Exclude<Timeframe, "1s">, bars: readonly Bar[]): ReviseReport {
    return reviseBars(this.#require().core, timeframe, bars);
  }

  getAnalysis(timeframe: Timeframe): HubAnalysis {
    return this.#require().core.analytics.getAnalysis(analysed(timeframe));
  }

  getSignals(timeframe: Timeframe): HubSignals {
    return this.#require().core.analytics.getSignals(analysed(timeframe));
  }

  generateSignal(timeframe: Timeframe): GeneratedSignal {
    return this.#require().core.generateSignal(analysed(timeframe));
  }

  getSignalHead(): ChainEnd | null {
    return this.#require().core.analytics.signals.end;
  }

  publishForecast(timeframe: ModelTimeframe, events: readonly ForecastEvent[]): void {
    this.#require().core.publishForecast(timeframe, events);
  }

  async syncAlerts(): Promise<number> {
    const { core } = this.#require();
    await this.#alerts.sync();
    return core.alerts.version;
  }

  #catchUpOne(request: CatchUpRequest): CatchUp {
    const running = this.#running;
    if (running === undefined) return { channel: request.channel, error: "unknown_symbol" };
    const { core } = running;
    const source: CatchUpSource = {
      symbol: running.symbol,
      tables: this.#tables,
      journal: core.journal,
      engine: core.engine,
      analytics: core.analytics,
      forecasts: core.forecasts,
      recovering: core.recovering,
      stateSnapshot: (kind) => stateSnapshot(core, kind),
    };
    return catchUp(source, request);
  }

  #start(symbol: SymbolId, config: SymbolConfig): void {
    const { now, later, openFeed, source, onError, analyses = true } = this.#ports;
    const isPush = config.feed === "push";
    const status = isPush
      ? ({ state: "live", lagMs: null, source: "push" } as const)
      : ({ state: "stale", lagMs: null, source } as const);
    const core = new Core(symbol, this.#tables, this.server.fanOut, now(), status, analyses, () =>
      this.#alerts.onWritten(),
    );
    this.#alerts.open(core);
    if (config.feed === "push") {
      const push = new Push(core, config, now);
      this.#running = { symbol, config, core, exchange: undefined, push };
      return;
    }
    const feed = openFeed(symbol);
    const sleep = (ms: number) => new Promise<void>((resolve) => later(resolve, ms));
    const exchange = new Exchange({ core, feed, source, now, sleep, onError });
    this.#running = { symbol, config, core, exchange, push: undefined };
    exchange.start();
  }

  #stop(): void {
    this.#running?.exchange?.stop();
    this.#alerts.close();
    this.#running?.core.checkpoint();
    this.#running = undefined;
  }

  #require(): Running {
    if (this.#running === undefined) throw new WickError("unknown_symbol");
    return this.#running;
  }
}

/** @throws WickError invalid_input for seconds, which are not analysed ([ANA-1]). */
function analysed(timeframe: Timeframe): AnalysedTimeframe {
  if (isAnalysed(timeframe)) return timeframe;
  throw new WickError("invalid_input", `Bars of ${timeframe} are not analysed.`);
}
