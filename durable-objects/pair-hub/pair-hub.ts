import { DurableObject } from "cloudflare:workers";
import { type PairHubRpc, type PairHubStatus, symbolsOfPair } from "../../contract/pairs.ts";
import type { CatchUp, CatchUpRequest } from "../../contract/stream.ts";
import { storeFirings } from "../../platform/d1/alert-events.ts";
import { readRuleChanges } from "../../platform/d1/alerts.ts";
import type { Env } from "../../platform/env.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";
import { Alarms } from "../shared/alarms.ts";
import { appendToLogs } from "../shared/alerts/append-to-logs.ts";
import { TICK_MS } from "../shared/stream-server.ts";
import { parseStreamSettings } from "../shared/stream-settings.ts";
import { connectTo } from "../stream-relay/hub-stubs.ts";
import { Timers } from "../stream-relay/timers.ts";
import { objectSql } from "../symbol-hub/object-sql.ts";
import { Pair } from "./pair.ts";
import { PairAlerts } from "./pair-alerts.ts";

/** Brings the object of a watched pair back, also when its timers were lost. */
const WATCH_MS = 30_000;

/**
 * Two symbols: joins their bars live while somebody follows the pair or an alert watches it, and sleeps else. The thin
 * shell around `Pair`. A relay asks for it only where both symbols are known. After an eviction the relays come back, and
 * wake it; where an alert watches, its alarm does.
 */
export class PairHub extends DurableObject<Env> implements PairHubRpc {
  readonly #timers = new Timers();
  readonly #pair: Pair<WebSocket> | undefined;
  readonly #alerts: PairAlerts | undefined;
  readonly #alarms: Alarms<"watch">;
  #ticking = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { name = "" } = ctx.id;
    const onError = (action: string, error: unknown) =>
      log({ event: "hub_failed", symbol: name, action, error: errorText(error) });
    this.#alarms = new Alarms<"watch">(
      ctx.storage,
      { watch: { everyMs: WATCH_MS, run: () => this.#watch() } },
      onError,
    );
    const symbols = symbolsOfPair(name);
    if (symbols === undefined) return;
    const sql = objectSql(ctx, onError);
    this.#alerts = new PairAlerts({
      ...{ place: name, sql, now: Date.now, random: Math.random, onError },
      read: (place, since) => readRuleChanges(env.DB, place, since),
      send: {
        log: (firings) => appendToLogs(env.ALERT_LOG, firings),
        d1: (firings) => storeFirings(env.DB, firings),
      },
    });
    // A fresh stub for each use: one that has seen its object fail stays broken.
    const stubOf = (symbol: string) => env.SYMBOL_HUB.getByName(symbol);
    this.#pair = new Pair<WebSocket>({
      ...{ name, symbols, onError },
      sql,
      watcher: this.#alerts,
      now: Date.now,
      later: this.#timers.later,
      random: Math.random,
      hubs: {
        connect: (symbol, intervalMs, handlers) => connectTo(stubOf(symbol), symbol, intervalMs, handlers),
      },
      getBars: (symbol, query) => stubOf(symbol).getBars(query),
    });
    if (this.#alerts.isBusy) this.#stayAwake();
  }

  override async alarm(): Promise<void> {
    await this.#alarms.run(Date.now());
  }

  /** The stream, for relays: the same protocol as a client's. */
  override async fetch(request: Request): Promise<Response> {
    const pair = this.#pair;
    if (pair === undefined) return new Response(null, { status: 404 });
    if (request.headers.get("Upgrade")?.toLowerCase() !== "websocket")
      return new Response(null, { status: 426 });
    const parsed = parseStreamSettings(new URL(request.url).searchParams);
    if ("errors" in parsed) return Response.json(parsed.errors, { status: 400 });
    const { 0: theirs, 1: ours } = new WebSocketPair();
    ours.accept();
    const client = pair.server.open(ours, parsed.settings, Date.now());
    ours.addEventListener("message", (event) => {
      void pair.server.onFrame(client, event.data, Date.now());
    });
    ours.addEventListener("close", () => pair.server.remove(client));
    ours.addEventListener("error", () => pair.server.remove(client));
    this.#keepTicking();
    return new Response(null, { status: 101, webSocket: theirs });
  }

  async catchUp(requests: readonly CatchUpRequest[]): Promise<readonly CatchUp[]> {
    const pair = this.#pair;
    if (pair === undefined)
      return requests.map(({ channel }) => ({ channel, error: "unknown_channel" as const }));
    this.#keepTicking();
    return await Promise.all(requests.map((request) => pair.catchUp(request)));
  }

  async getStatus(): Promise<PairHubStatus> {
    return this.#pair?.getStatus() ?? { pair: "", timeframes: [], subscribers: 0 };
  }

  async syncAlerts(): Promise<number> {
    const alerts = this.#alerts;
    if (alerts === undefined) return 0;
    await alerts.sync();
    if (alerts.isBusy) this.#stayAwake();
    return alerts.version;
  }

  async restart(): Promise<void> {
    this.ctx.abort("restarted by a test");
  }

  #watch(): void {
    if (this.#alerts?.isBusy === true) this.#keepTicking();
    else this.#alarms.cancel("watch");
  }

  #stayAwake(): void {
    if (this.#alarms.at("watch") === undefined) this.#alarms.schedule("watch", Date.now() + WATCH_MS);
    this.#keepTicking();
  }

  #keepTicking(): void {
    if (this.#ticking) return;
    this.#ticking = true;
    this.#timers.later(() => {
      this.#ticking = false;
      this.#pair?.tick();
      void this.#alerts?.keep();
      if (this.#pair?.awake === true || this.#alerts?.isBusy === true) this.#keepTicking();
    }, TICK_MS);
  }
}
