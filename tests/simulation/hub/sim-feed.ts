import {
  type Feed,
  FeedError,
  type FeedEvent,
  type FeedHandlers,
  type FeedRest,
  type LiveFeed,
} from "../../../platform/feeds/feed.ts";
import type { Random } from "../../../scripts/replay/model/random.ts";
import type { Episode, EpisodeKind } from "./plan.ts";
import type { SimExchange } from "./sim-exchange.ts";
import type { VirtualTime } from "./virtual-time.ts";

const MUTE_MS = 15_000;

export interface FeedPorts {
  readonly exchange: SimExchange;
  readonly time: VirtualTime;
  readonly random: Random;
  /** False once the hub that uses the feed is gone: nothing may reach it any more. */
  readonly alive: () => boolean;
}

/** A feed on the simulated exchange, with everything between the two that can go wrong. */
export function simFeed(ports: FeedPorts): Feed {
  return { live: (handlers) => new SimLive(ports, handlers), rest: simRest(ports) };
}

function broken({ exchange, time }: FeedPorts, ...kinds: readonly EpisodeKind[]): Episode | undefined {
  const now = time.now();
  return exchange.plan.episodes.find((one) => kinds.includes(one.kind) && one.from <= now && now < one.to);
}

/** The stream: one connection that reconnects by itself. */
class SimLive implements LiveFeed {
  readonly #ports: FeedPorts;
  readonly #handlers: FeedHandlers;
  #open = false;
  #connecting = false;
  /** Number of the connection: what an earlier one still had on its way is lost with it. */
  #number = 0;
  #lastData = 0;
  #nextTry = 0;
  #failures = 0;
  #stop: (() => void) | undefined;
  connected = false;

  constructor(ports: FeedPorts, handlers: FeedHandlers) {
    this.#ports = ports;
    this.#handlers = handlers;
  }

  open(): void {
    this.#open = true;
    this.#connect();
  }

  tick(): void {
    const now = this.#ports.time.now();
    if (!this.#open) return;
    if (this.connected && now - this.#lastData > MUTE_MS) this.#drop("mute");
    if (!this.connected && !this.#connecting && now >= this.#nextTry) this.#connect();
  }

  close(): void {
    this.#open = false;
    if (this.connected) this.#drop("closed");
  }

  #connect(): void {
    const { time, alive, random, exchange } = this.#ports;
    this.#connecting = true;
    time.after(30 + random() * 300, () => {
      this.#connecting = false;
      if (!alive() || !this.#open) return;
      if (broken(this.#ports, "unreachable") !== undefined) {
        this.#failures += 1;
        this.#nextTry = time.now() + Math.min(20_000, 500 * 2 ** this.#failures);
        this.#handlers.onClose(random() < 0.1 ? "blocked" : "unavailable", "no connection");
        return;
      }
      this.#failures = 0;
      this.#number += 1;
      this.connected = true;
      this.#lastData = time.now();
      this.#stop = exchange.listen((event, lost) => this.#send(event, lost));
      this.#handlers.onOpen();
      this.#planDisconnect();
    });
  }

  #planDisconnect(): void {
    const { time, exchange, alive } = this.#ports;
    const number = this.#number;
    const next = exchange.plan.episodes.find((one) => one.kind === "disconnect" && one.from > time.now());
    if (next === undefined) return;
    time.at(next.from, () => {
      if (alive() && this.connected && this.#number === number) this.#drop("unavailable");
    });
  }

  #drop(reason: "mute" | "unavailable" | "closed"): void {
    this.connected = false;
    this.#stop?.();
    this.#nextTry = this.#ports.time.now() + 250;
    this.#handlers.onClose(reason, "gone");
  }

  #send(event: FeedEvent, lost: boolean): void {
    const { random, exchange } = this.#ports;
    const { rates } = exchange.plan;
    const calm = event.eventTime >= exchange.plan.healed;
    if (broken(this.#ports, "mute") !== undefined || lost || (!calm && random() < rates.drop)) return;
    const dice = calm ? 1 : random();
    if (dice < rates.duplicate) this.#deliver(event, 40 + random() * 200);
    const extra =
      dice > 1 - rates.reorder && !calm ? random() * 350 : dice < rates.delay && !calm ? random() * 5_000 : 0;
    this.#deliver(event, 25 + extra);
  }

  #deliver(event: FeedEvent, ms: number): void {
    const number = this.#number;
    this.#ports.time.after(ms, () => {
      if (!this.#ports.alive() || !this.connected || this.#number !== number) return;
      this.#lastData = this.#ports.time.now();
      this.#handlers.onEvent(event);
    });
  }
}

function simRest(ports: FeedPorts): FeedRest {
  const { exchange, time, random, alive } = ports;

  /** The request's way there and back; refused where the plan says so. */
  const request = <T>(answer: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      const slow = broken(ports, "slow")?.waitMs ?? 0;
      const travel = 10 + random() * 120 + random() * slow;
      time.after(travel / 2, () => {
        if (!alive()) return;
        const limited = broken(ports, "429", "418");
        let error: FeedError | undefined;
        if (limited !== undefined) {
          const failure = limited.kind === "429" ? "rate_limited" : "banned";
          error = new FeedError(failure, limited.kind, Math.floor(limited.waitMs));
        } else if (broken(ports, "5xx") !== undefined || (broken(ports, "unreachable") && random() < 0.7)) {
          error = new FeedError("unavailable", "503");
        }
        const value = error === undefined ? answer() : undefined;
        time.after(travel / 2, () => {
          if (!alive()) return;
          if (error !== undefined) reject(error);
          else resolve(value as T);
        });
      });
    });

  return {
    aggTrades: ({ fromId, limit = 500 }) =>
      request(() => {
        if (broken(ports, "empty") !== undefined) return [];
        const lag = broken(ports, "lag")?.waitMs ?? 0;
        return exchange.trades(fromId, limit, time.now() - lag);
      }),
    klines: ({ timeframe, from, to = Number.MAX_SAFE_INTEGER, limit = 1_000 }) =>
      request(() => exchange.klines(timeframe, from, to, limit)),
    ticker: () => request(() => exchange.ticker()),
    symbolInfo: () =>
      request(() => ({
        symbol: "SIMUSDT",
        status: "TRADING",
        baseAsset: "SIM",
        quoteAsset: "USDT",
        tickSize: text8(exchange.plan.style.tick),
        stepSize: text8(exchange.plan.style.step),
      })),
  };
}

function text8(value: bigint): string {
  return (Number(value) / 1e8).toFixed(8);
}
