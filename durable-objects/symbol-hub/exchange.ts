import type { FeedState } from "../../contract/stream.ts";
import type { Trade } from "../../market/bars/trade.ts";
import {
  type Feed,
  FeedError,
  type FeedEvent,
  type FeedHandlers,
  type FeedRest,
  type LiveFeed,
} from "../../platform/feeds/feed.ts";
import { readColdStart, seed } from "./cold-start.ts";
import type { Core } from "./core.ts";
import { fill } from "./fill.ts";
import { MissingKlines } from "./missing-klines.ts";
import { hasRepairs, repairSome, scheduleRepair } from "./repair.ts";
import { isSeeded, seedHistory } from "./seed-history.ts";

/** [BAR-12] */
const REORDER_MS = 300;
/** The exchange named a trade that did not come: asked for after this long. */
const NAMED_MS = 1_500;
const STALE_MS = 10_000;
const BACKGROUND_EVERY_MS = 10_000;
/** So often a cold start waits for what the exchange should have but may show late; then it goes on without. */
const PATIENT_TRIES = 5;
/** Trades kept while a cold start waits for the exchange's REST side; older ones can be fetched again. */
const MAX_EARLY = 50_000;

export interface ExchangePorts {
  readonly core: Core;
  readonly feed: Feed;
  readonly source: "binance" | "replay";
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly onError: (what: string, error: unknown) => void;
}

/** Keeps a symbol's core fed by an exchange: start, resume, fill, gap, reconciliation, repair. */
export class Exchange implements FeedHandlers {
  readonly #ports: ExchangePorts;
  readonly #live: LiveFeed;
  readonly #rest: FeedRest;
  readonly #klines: MissingKlines;
  #running = false;
  #filling = false;
  #starting = false;
  /** Live trades that came before a cold start knew where to begin. */
  #early: Trade[] = [];
  #lastFrameAt = 0;
  #lagMs: number | null = null;
  #reason: string | null = "starting";
  #blocked = false;
  #namedSince: number | null = null;
  #backgroundAt = 0;
  #inBackground = false;

  constructor(ports: ExchangePorts) {
    this.#ports = ports;
    this.#live = ports.feed.live(this);
    this.#rest = answeredWhile(() => this.#running, ports.feed.rest);
    this.#klines = new MissingKlines(ports.core, this.#rest, ports.onError);
  }

  get connected(): boolean {
    return this.#live.connected;
  }

  get reason(): string | null {
    return this.#reason;
  }

  get lagMs(): number | null {
    return this.#lagMs;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#live.open();
    this.#publishStatus();
  }

  stop(): void {
    this.#running = false;
    this.#live.close();
  }

  onOpen(): void {
    this.#blocked = false;
    this.#reason = null;
    this.#lastFrameAt = this.#ports.now();
    this.#resume();
    this.#publishStatus();
  }

  onClose(reason: Parameters<FeedHandlers["onClose"]>[0], detail: string): void {
    this.#ports.core.count("reconnects");
    this.#blocked = reason === "blocked" || reason === "banned";
    this.#reason = `${reason}: ${detail}`;
    this.#publishStatus();
  }

  onBadFrame(): void {
    this.#ports.core.count("bad_frames");
  }

  onEvent(event: FeedEvent): void {
    const { core } = this.#ports;
    this.#lastFrameAt = this.#ports.now();
    switch (event.kind) {
      case "trade":
        if (core.sequence.lastId === null) {
          if (this.#early.push(event.trade) > MAX_EARLY) this.#early.splice(0, MAX_EARLY / 2);
        } else {
          core.trade(event.trade);
          if (core.sequence.held.size === 1) this.#fillAfter(REORDER_MS);
        }
        break;
      case "kline":
        this.#lagMs = this.#lastFrameAt - event.eventTime;
        if (core.sequence.lastId !== null) core.kline(event.kline, event.eventTime);
        break;
      case "ticker":
        this.#lagMs = this.#lastFrameAt - event.eventTime;
        core.newTicker(event.ticker, core.sequence.lastId === null ? null : event.lastTradeId);
        break;
      default:
        event satisfies never;
    }
  }

  /** Drives what is due; called each second. */
  tick(): void {
    if (!this.#running) return;
    const now = this.#ports.now();
    this.#live.tick(now);
    this.#watchNamed(now);
    // A resume that a ban had cut short: without another hole nothing else would take it up again.
    const { core } = this.#ports;
    if (this.connected && core.recovering && !core.refetched) void this.#fill();
    void this.#klines.ask(now);
    if (now >= this.#backgroundAt) {
      this.#backgroundAt = now + BACKGROUND_EVERY_MS;
      void this.#background();
    }
    this.#publishStatus();
  }

  get state(): FeedState {
    if (this.#blocked) return "blocked";
    if (!this.connected || this.#ports.now() - this.#lastFrameAt > STALE_MS) return "stale";
    if (this.#filling || this.#starting || this.#ports.core.sequence.lastId === null) return "backfilling";
    return this.#ports.source === "replay" ? "replay" : "live";
  }

  /** The one way to continue: from the last stored trade, or from nothing. */
  #resume(): void {
    if (this.#ports.core.sequence.lastId === null) void this.#coldStart();
    else void this.#fill();
  }

  async #coldStart(): Promise<void> {
    if (this.#starting) return;
    this.#starting = true;
    const { core, sleep, onError } = this.#ports;
    try {
      for (let tries = 0; this.#running && core.sequence.lastId === null; tries++) {
        try {
          const start = await readColdStart(this.#rest, tries < PATIENT_TRIES);
          if (start !== undefined) {
            core.tables.sql.transaction(() => seed(core, start));
            core.begin((start.trades[0]?.id ?? 1) - 1);
            for (const trade of start.trades) core.trade(trade);
          } else if (!this.#beginWithout(tries)) await sleep(1_000);
        } catch (error) {
          if (!(error instanceof FeedError)) throw error;
          core.count("rest_errors");
          this.#reason = `${error.failure}: ${error.message}`;
          await sleep(Math.min(error.retryAfterMs ?? 1_000, 30_000));
        }
      }
      if (!this.#running) return;
      this.#reason = null;
      const early = this.#early;
      this.#early = [];
      for (const trade of early) core.trade(trade);
    } catch (error) {
      onError("cold start", error);
    } finally {
      this.#starting = false;
    }
    void this.#fill();
  }

  /**
   * The exchange says that there are no trades. That is so before the symbol's first one; else it lags, and
   * where it goes on to, the minute in progress is known to have begun without us.
   */
  #beginWithout(tries: number): boolean {
    const { core } = this.#ports;
    const first = this.#early[0];
    if (first === undefined || (first.id > 0 && tries < PATIENT_TRIES)) return false;
    if (first.id > 0) core.engine.gap(first.time, first.time);
    core.begin(first.id - 1);
    return true;
  }

  #fillAfter(ms: number): void {
    if (this.#filling) return;
    void this.#ports.sleep(ms).then(() => {
      if (this.#ports.core.holed) return this.#fill();
    });
  }

  async #fill(): Promise<void> {
    if (this.#filling || !this.#running || this.#ports.core.sequence.lastId === null) return;
    this.#filling = true;
    const { core, now, sleep, onError } = this.#ports;
    try {
      const whole = await fill({
        core,
        rest: this.#rest,
        now,
        sleep,
        running: () => this.#running,
        onGap: (gap) => scheduleRepair(core, gap),
      });
      if (whole) core.refetched = true;
    } catch (error) {
      onError("fill", error);
    } finally {
      this.#filling = false;
    }
    this.#publishStatus();
    // A hole that came while the last page was being read.
    if (core.holed) this.#fillAfter(REORDER_MS);
  }

  /** A quiet symbol's dropped trade is not followed by another: the kline and ticker tell of it. */
  #watchNamed(now: number): void {
    const { core } = this.#ports;
    if (core.engine.holdsAllNamed() || core.sequence.lastId === null) this.#namedSince = null;
    else if (this.#namedSince === null) this.#namedSince = now;
    else if (now - this.#namedSince >= NAMED_MS) {
      this.#namedSince = now + 10_000;
      void this.#fill();
    }
  }

  async #background(): Promise<void> {
    const { core, onError } = this.#ports;
    if (this.#inBackground || this.#filling || !this.connected || core.sequence.lastId === null) return;
    this.#inBackground = true;
    try {
      if (!isSeeded(core)) await seedHistory(core, this.#rest);
      if (hasRepairs(core)) await repairSome(core, this.#rest);
    } catch (error) {
      onError("background", error);
      core.count("rest_errors");
    } finally {
      this.#inBackground = false;
    }
  }

  #publishStatus(): void {
    if (!this.#running) return;
    const { core, source } = this.#ports;
    const { state } = this;
    if (core.status.state !== state || core.status.lagMs !== this.#lagMs) {
      core.setStatus({ state, lagMs: this.#lagMs, source });
    }
  }
}

/**
 * A REST side whose answers end with their asker: one that comes after a symbol was removed must not reach a
 * core whose tables may have another by then.
 */
function answeredWhile(running: () => boolean, rest: FeedRest): FeedRest {
  const guard = <T>(answer: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      answer.then(
        (value) => running() && resolve(value),
        (error: unknown) => running() && reject(error),
      );
    });
  return {
    aggTrades: (query) => guard(rest.aggTrades(query)),
    klines: (query) => guard(rest.klines(query)),
    ticker: () => guard(rest.ticker()),
    symbolInfo: () => guard(rest.symbolInfo()),
  };
}
