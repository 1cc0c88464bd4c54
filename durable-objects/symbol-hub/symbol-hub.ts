import { DurableObject } from "cloudflare:workers";
import type { HubAnalysis } from "../../contract/analysis-events.ts";
import type { ForecastEvent } from "../../contract/forecast-events.ts";
import type {
  BarQuery,
  HubBarPage,
  HubStatus,
  ProcessBarsReport,
  ReviseReport,
  SymbolHubRpc,
  Ticker,
  TickQuery,
} from "../../contract/hub.ts";
import { LEDGER_NAME } from "../../contract/rpc.ts";
import type { GeneratedSignal, HubSignals } from "../../contract/signals.ts";
import type { CatchUp, CatchUpRequest } from "../../contract/stream.ts";
import type { SymbolConfig, SymbolId } from "../../contract/symbol.ts";
import type { IngestReport } from "../../contract/ticks.ts";
import type { Bar } from "../../market/bars/bar.ts";
import type { Trade } from "../../market/bars/trade.ts";
import type { ModelTimeframe } from "../../market/forecast/horizons.ts";
import type { ChainEnd } from "../../market/signals/record.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { storeFirings } from "../../platform/d1/alert-events.ts";
import { readRuleChanges } from "../../platform/d1/alerts.ts";
import { upsertBars } from "../../platform/d1/bars.ts";
import { storeSignalRecords } from "../../platform/d1/signals.ts";
import { type Env, parseConfig } from "../../platform/env.ts";
import { binanceFeed } from "../../platform/feeds/binance/feed.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";
import { Alarms } from "../shared/alarms.ts";
import { appendToLogs } from "../shared/alerts/append-to-logs.ts";
import { TICK_MS } from "../shared/stream-server.ts";
import { parseStreamSettings } from "../shared/stream-settings.ts";
import { Hub } from "./hub.ts";
import { objectSql } from "./object-sql.ts";
import type { PushedTick } from "./push-check.ts";

const AWAKE_MS = 30_000;
const SECOND_MS = 1_000;

/** One symbol: its only writer. The thin shell around `Hub`: sockets, timers, alarms, RPC. */
export class SymbolHub extends DurableObject<Env> implements SymbolHubRpc {
  readonly #hub: Hub<WebSocket>;
  readonly #alarms: Alarms<"awake">;
  #beating = false;
  #servedAt = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const config = parseConfig(env);
    const onError = (action: string, error: unknown) =>
      log({ event: "hub_failed", symbol: ctx.id.name ?? "", action, error: errorText(error) });
    this.#hub = new Hub<WebSocket>({
      sql: objectSql(ctx, onError),
      now: Date.now,
      later: (run, ms) => void setTimeout(run, ms),
      source: config.MARKET_SOURCE,
      analyses: config.ANALYTICS,
      openFeed: (symbol) =>
        binanceFeed({
          symbol,
          restUrls: config.BINANCE_REST_URL,
          wsUrls: config.BINANCE_WS_URL,
          ledger: env.WEIGHT_LEDGER.getByName(LEDGER_NAME),
          now: Date.now,
          random: Math.random,
        }),
      sendOutbox: async (symbol, rows) => {
        await upsertBars(
          env.DB,
          rows.map(({ timeframe, bar }) => ({ symbol, timeframe, bar })),
        );
      },
      sendSignals: async (symbol, rows) => {
        await storeSignalRecords(
          env.DB,
          symbol,
          rows.map(({ record }) => record),
        );
      },
      alerts: {
        read: (place, since) => readRuleChanges(env.DB, place, since),
        send: {
          log: (firings) => appendToLogs(env.ALERT_LOG, firings),
          d1: (firings) => storeFirings(env.DB, firings),
        },
      },
      onError,
    });
    this.#alarms = new Alarms<"awake">(
      ctx.storage,
      { awake: { everyMs: AWAKE_MS, run: () => this.#awake() } },
      onError,
    );
    if (this.#hub.configured) this.#stayAwake();
  }

  override async alarm(): Promise<void> {
    this.#beat();
    await this.#alarms.run(Date.now());
  }

  /** The stream, for relays: the same protocol as a client's. */
  override async fetch(request: Request): Promise<Response> {
    if (request.headers.get("Upgrade")?.toLowerCase() !== "websocket")
      return new Response(null, { status: 426 });
    const parsed = parseStreamSettings(new URL(request.url).searchParams);
    if ("errors" in parsed) return Response.json(parsed.errors, { status: 400 });
    const { 0: theirs, 1: ours } = new WebSocketPair();
    ours.accept();
    const client = this.#hub.server.open(ours, parsed.settings, Date.now());
    ours.addEventListener("message", (event) => {
      void this.#hub.server.onFrame(client, event.data, Date.now());
    });
    ours.addEventListener("close", () => this.#hub.server.remove(client));
    ours.addEventListener("error", () => this.#hub.server.remove(client));
    this.#beat();
    return new Response(null, { status: 101, webSocket: theirs });
  }

  async configure(symbol: SymbolId, config: SymbolConfig): Promise<void> {
    this.#hub.configure(symbol, config);
    this.#stayAwake();
  }

  async remove(): Promise<void> {
    this.#hub.remove();
    if (!this.#hub.owes) this.#alarms.cancel("awake");
  }

  async heartbeat(): Promise<HubStatus> {
    this.#stayAwake();
    return this.#hub.getStatus();
  }

  async getStatus(): Promise<HubStatus> {
    return this.#hub.getStatus();
  }

  async getTicker(): Promise<Ticker | null> {
    return this.#hub.getTicker();
  }

  async getBars(query: BarQuery): Promise<HubBarPage> {
    return this.#hub.getBars(query);
  }

  async getTicks(query: TickQuery): Promise<readonly Trade[]> {
    return this.#hub.getTicks(query);
  }

  async catchUp(requests: readonly CatchUpRequest[]): Promise<readonly CatchUp[]> {
    return this.#hub.catchUp(requests);
  }

  async ingest(ticks: readonly PushedTick[], idempotencyKey?: string): Promise<IngestReport> {
    return await this.#hub.ingest(ticks, idempotencyKey);
  }

  async processBars(timeframe: Timeframe): Promise<ProcessBarsReport> {
    return this.#hub.processBars(timeframe);
  }

  async reviseBars(timeframe: Exclude<Timeframe, "1s">, bars: readonly Bar[]): Promise<ReviseReport> {
    return this.#hub.reviseBars(timeframe, bars);
  }

  async getAnalysis(timeframe: Timeframe): Promise<HubAnalysis> {
    return this.#hub.getAnalysis(timeframe);
  }

  async getSignals(timeframe: Timeframe): Promise<HubSignals> {
    return this.#hub.getSignals(timeframe);
  }

  async generateSignal(timeframe: Timeframe): Promise<GeneratedSignal> {
    return this.#hub.generateSignal(timeframe);
  }

  async getSignalHead(): Promise<ChainEnd | null> {
    return this.#hub.getSignalHead();
  }

  async publishForecast(timeframe: ModelTimeframe, events: readonly ForecastEvent[]): Promise<void> {
    this.#hub.publishForecast(timeframe, events);
  }

  async syncAlerts(): Promise<number> {
    return await this.#hub.syncAlerts();
  }

  async restart(): Promise<void> {
    this.ctx.abort("restarted by a test");
  }

  /** A symbol that was removed is kept up until D1 has all of its bars. */
  async #awake(): Promise<void> {
    await this.#hub.housekeeping();
    if (!this.#hub.configured && !this.#hub.owes) this.#alarms.cancel("awake");
  }

  #stayAwake(): void {
    if (!this.#hub.configured) return;
    if (this.#alarms.at("awake") === undefined) this.#alarms.schedule("awake", Date.now() + AWAKE_MS);
    this.#beat();
  }

  /** One chain of seconds while the object is in memory; alarms and requests start it again after eviction. */
  #beat(): void {
    if (this.#beating) return;
    this.#beating = true;
    const next = () => {
      // Against the clock, so that a late beat does not make the next one later; first, so that none is the last.
      setTimeout(next, SECOND_MS - (Date.now() % SECOND_MS));
      const now = Date.now();
      this.#hub.tick();
      if (now - this.#servedAt >= TICK_MS) {
        this.#servedAt = now;
        this.#hub.server.tick(now);
      }
    };
    setTimeout(next, SECOND_MS);
  }
}
