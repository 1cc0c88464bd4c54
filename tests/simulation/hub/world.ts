import { ANALYSED_TIMEFRAMES, ANALYSIS_KINDS } from "../../../contract/channels.ts";
import type { SymbolId } from "../../../contract/symbol.ts";
import type { SubscriberPort } from "../../../durable-objects/shared/fan-out-subscriber.ts";
import type { StreamClient } from "../../../durable-objects/shared/stream-client.ts";
import { Hub, type HubPorts } from "../../../durable-objects/symbol-hub/hub.ts";
import type { Bar } from "../../../market/bars/bar.ts";
import type { SignalRecord } from "../../../market/signals/record.ts";
import { TIMEFRAMES } from "../../../market/time/timeframe.ts";
import { FeedError } from "../../../platform/feeds/feed.ts";
import { seededRandom } from "../../../scripts/replay/model/random.ts";
import { NodeSql } from "../../support/node-sql.ts";
import { SimMarket } from "./market.ts";
import type { Plan } from "./plan.ts";
import { SimAlerts } from "./sim-alerts.ts";
import { SimExchange } from "./sim-exchange.ts";
import { simFeed } from "./sim-feed.ts";
import { VirtualTime } from "./virtual-time.ts";
import { Chronicle, Watcher } from "./watcher.ts";

export const SYMBOL = "SIMUSDT" as SymbolId;
export const CHANNELS = [
  `trades:${SYMBOL}`,
  `ticker:${SYMBOL}`,
  `status:${SYMBOL}`,
  ...TIMEFRAMES.map((timeframe) => `bars:${SYMBOL}:${timeframe}`),
  ...ANALYSIS_KINDS.flatMap((kind) =>
    ANALYSED_TIMEFRAMES.map((timeframe) => `${kind}:${SYMBOL}:${timeframe}`),
  ),
];

/** What fails when D1 is away, which it is at times. */
const EXPECTED = ["outbox", "signal outbox", "alerts to log", "alerts to d1", "alert rules"];

/** One life of the hub: from its construction to its eviction. Nothing of a dead one runs on. */
interface Life {
  alive: boolean;
  readonly hub: Hub<SubscriberPort>;
}

interface Connection {
  open: boolean;
  readonly life: Life;
  readonly client: StreamClient<SubscriberPort>;
}

/** A hub on a simulated exchange, its subscribers, and a seed's worth of trouble. */
export class World {
  readonly plan: Plan;
  readonly time: VirtualTime;
  readonly market: SimMarket;
  readonly exchange: SimExchange;
  readonly sql = new NodeSql();
  readonly chronicle: Chronicle;
  readonly watchers: Watcher[] = [];
  readonly errors: string[] = [];
  /** What reached D1: the newest bar by timeframe and open time. */
  readonly sent = new Map<string, Bar>();
  /** Records of signals that reached D1, by number. */
  readonly records = new Map<number, SignalRecord>();
  readonly alerts: SimAlerts;
  lives = 0;
  #life: Life | undefined;
  readonly #random;
  readonly #connections = new Map<Watcher, Connection>();
  /** Watchers that are away on purpose. */
  readonly #away = new Set<Watcher>();

  readonly #stores: Stores | undefined;

  /** @param stores where final bars and records go; by default maps that fail at times. */
  constructor(plan: Plan, stores?: Stores) {
    this.plan = plan;
    this.#random = seededRandom(plan.seed, 7);
    this.#stores = stores;
    this.market = new SimMarket(seededRandom(plan.seed, 1), plan.style, plan.start, plan.end, plan.down);
    this.time = new VirtualTime(plan.start + Math.floor(this.#random() * 60_000));
    this.exchange = new SimExchange(plan, this.market, this.time, seededRandom(plan.seed, 2));
    this.chronicle = new Chronicle(this.sql);
    this.alerts = new SimAlerts(SYMBOL, seededRandom(plan.seed, 9), () => this.time.now() < plan.healed);
  }

  get hub(): Hub<SubscriberPort> {
    if (this.#life === undefined) throw new Error("the hub is down");
    return this.#life.hub;
  }

  get isUp(): boolean {
    return this.#life !== undefined;
  }

  /** Runs to the end of the plan. */
  async run(): Promise<void> {
    this.open();
    for (const episode of this.plan.episodes) {
      if (episode.kind !== "evict") continue;
      this.time.at(episode.from, () => this.evict());
      this.time.at(Math.max(episode.to, episode.from + 50), () => this.#birth());
    }
    this.#watch("early", CHANNELS, { pack: true, intervalMs: 100 });
    this.#watch("every state", CHANNELS, { pack: false, intervalMs: 0 });
    const { start, healed } = this.plan;
    this.time.at(start + (healed - start) * this.#random(), () => {
      this.#watch("late", CHANNELS, { pack: this.#random() < 0.5, intervalMs: 1_000 });
    });
    this.#disturbSubscribers();
    this.#serve();
    await this.time.runUntil(this.plan.end);
    await this.time.runUntil(this.plan.end + 20_000);
  }

  /** The exchange publishes, and a hub that has nothing yet is told to follow it. */
  open(): void {
    this.exchange.open();
    this.#birth();
    this.hub.configure(SYMBOL, { feed: "binance" });
  }

  /** One subscriber of everything that keeps nothing of it. */
  attend(): void {
    const port = { send: () => {}, close: () => {} };
    const { server } = this.hub;
    const client = server.open(port, { pack: true, intervalMs: 100 }, this.time.now());
    const send = (frame: unknown) => void server.onFrame(client, JSON.stringify(frame), this.time.now());
    send({ op: "subscribe", channels: CHANNELS });
    const ping = () => {
      send({ op: "ping" });
      this.time.after(30_000, ping);
    };
    ping();
  }

  /** The hub's memory, timers, requests and sockets are gone; its disk is not. */
  evict(): void {
    if (this.#life === undefined) return;
    this.#life.alive = false;
    this.#life = undefined;
    for (const connection of this.#connections.values()) connection.open = false;
    this.#connections.clear();
  }

  /** A new hub on the old disk, where there is none. */
  revive(): void {
    this.#birth();
  }

  /** A new hub on the old disk, as after an eviction, with the subscribers that want it. */
  async restart(): Promise<void> {
    this.evict();
    this.#birth();
    await this.time.runUntil(this.time.now() + 10_000);
  }

  /** Lets time pass until the promise has settled. */
  async settled<T>(promise: Promise<T>): Promise<T> {
    let open = true;
    const end = () => {
      open = false;
    };
    promise.then(end, end);
    const latest = this.time.now() + 120_000;
    while (open && this.time.now() < latest) await this.time.runUntil(this.time.now() + 100);
    if (open) throw new Error("a promise never settled");
    return await promise;
  }

  #birth(): void {
    if (this.#life !== undefined) return;
    this.lives += 1;
    const { time, exchange, sql } = this;
    const random = seededRandom(this.plan.seed, 100 + this.lives);
    const mark = { alive: true };
    const hub = new Hub<SubscriberPort>({
      sql,
      now: () => time.now() + this.plan.skewMs,
      later: (run, ms) =>
        time.after(ms, () => {
          if (mark.alive) run();
        }),
      openFeed: () => simFeed({ exchange, time, random, alive: () => mark.alive }),
      source: "binance",
      sendOutbox:
        this.#stores?.sendOutbox ??
        (async (_symbol, rows) => {
          if (time.now() < this.plan.healed && random() < 0.3) throw new Error("D1 is away");
          for (const { timeframe, bar } of rows) this.sent.set(`${timeframe} ${bar.openTime}`, bar);
        }),
      sendSignals:
        this.#stores?.sendSignals ??
        (async (_symbol, rows) => {
          if (time.now() < this.plan.healed && random() < 0.3) throw new Error("D1 is away");
          for (const { record } of rows) this.records.set(record.seq, record);
        }),
      alerts: this.#stores?.alerts ?? this.alerts,
      onError: (what, error) => {
        if (!EXPECTED.includes(what) && !(error instanceof FeedError))
          this.errors.push(`${what}: ${error instanceof Error ? error.stack : error}`);
      },
    });
    this.#life = Object.assign(mark, { hub });
    this.#beat(this.#life, 0);
  }

  #beat(life: Life, count: number): void {
    this.time.after(1_000, () => {
      if (!life.alive) return;
      life.hub.tick();
      if (count % 3 === 2) life.hub.server.tick(this.time.now());
      if (count % 30 === 29) void life.hub.housekeeping();
      this.#beat(life, count + 1);
    });
  }

  #watch(name: string, channels: readonly string[], settings: Settings): void {
    const watcher = new Watcher(name, channels, this.chronicle);
    this.watchers.push(watcher);
    this.#settings.set(watcher, settings);
    this.#connect(watcher, false);
  }

  readonly #settings = new Map<Watcher, Settings>();

  #connect(watcher: Watcher, resume: boolean): void {
    const life = this.#life;
    const settings = this.#settings.get(watcher);
    if (life === undefined || settings === undefined || this.#connections.has(watcher)) return;
    const state = { open: true };
    const client = life.hub.server.open(
      {
        send: (text) => {
          if (state.open && life.alive) watcher.receive(text);
        },
        close: () => {
          state.open = false;
          this.#connections.delete(watcher);
        },
      },
      settings,
      this.time.now(),
    );
    this.#connections.set(watcher, Object.assign(state, { life, client }));
    void life.hub.server.onFrame(client, watcher.subscribeFrame(resume), this.time.now());
  }

  #disconnect(watcher: Watcher): void {
    const connection = this.#connections.get(watcher);
    if (connection === undefined) return;
    connection.open = false;
    this.#connections.delete(watcher);
    connection.life.hub.server.remove(connection.client);
  }

  /** Subscribers come back after an eviction, and keep their sockets alive. */
  #serve(): void {
    this.time.after(500 + this.#random() * 1_000, () => {
      for (const watcher of this.watchers) {
        const connection = this.#connections.get(watcher);
        if (connection === undefined) {
          if (!this.#away.has(watcher) && this.#random() < 0.7) this.#connect(watcher, true);
        } else if (this.#random() < 0.05) {
          void connection.life.hub.server.onFrame(connection.client, '{"op":"ping"}', this.time.now());
        }
      }
      if (this.#random() < 0.15) this.#askAgain();
      if (this.time.now() < this.plan.end) this.#serve();
    });
  }

  /** Subscribers leave, stay away for a while, and resume; others come and go for good. */
  #disturbSubscribers(): void {
    this.time.after(5_000 + this.#random() * 40_000, () => {
      if (this.time.now() >= this.plan.healed) return;
      const watcher = this.watchers[Math.floor(this.#random() * this.watchers.length)];
      if (watcher !== undefined) {
        this.#disconnect(watcher);
        this.#away.add(watcher);
        this.time.after(this.#random() * 90_000, () => this.#away.delete(watcher));
      }
      if (this.watchers.length < 8) {
        const channels = CHANNELS.filter(() => this.#random() < 0.4);
        const settings = { pack: this.#random() < 0.5, intervalMs: this.#random() < 0.5 ? 0 : 100 };
        if (channels.length > 0) this.#watch(`guest ${this.watchers.length}`, channels, settings);
      }
      this.#disturbSubscribers();
    });
  }

  /** A catch-up from any number that was ever announced gives the texts that were announced. */
  #askAgain(): void {
    const logs = [...this.chronicle.logs];
    const [channel, log] = logs[Math.floor(this.#random() * logs.length)] ?? [];
    if (channel === undefined || log === undefined || this.#life === undefined) return;
    const seqs = [...log.keys()];
    const since = seqs[Math.floor(this.#random() * seqs.length)];
    if (since !== undefined) this.checkCatchUp(channel, since);
  }

  /** @returns the number the answer reaches to. */
  checkCatchUp(channel: string, since: number): number {
    const [answer] = this.hub.catchUp([{ channel, since }]);
    if (answer === undefined || "error" in answer) {
      this.chronicle.violation(`catch-up of ${channel} after ${since}: ${JSON.stringify(answer)}`);
      return since;
    }
    const watcher = new Watcher(`catch-up after ${since}`, [channel], this.chronicle);
    watcher.positions.set(channel, since);
    watcher.subscribeFrame(true);
    for (const json of answer.events) watcher.receive(json);
    if (watcher.positions.get(channel) !== answer.head)
      this.chronicle.violation(
        `catch-up of ${channel} after ${since} ends at ${watcher.positions.get(channel)}, not ${answer.head}`,
      );
    return answer.head;
  }
}

type Stores = Pick<HubPorts, "sendOutbox" | "sendSignals" | "alerts">;

interface Settings {
  readonly pack: boolean;
  readonly intervalMs: number;
}
