import { parseChannel } from "../../contract/channels.ts";
import { LIVE_PAIR_TIMEFRAMES, type LivePairTimeframe } from "../../contract/live-pairs.ts";
import { type PairHubStatus, spreadEvent } from "../../contract/pairs.ts";
import type { CatchUp, CatchUpRequest } from "../../contract/stream.ts";
import type { SubscriberPort } from "../shared/fan-out-subscriber.ts";
import { StreamServer } from "../shared/stream-server.ts";
import { FollowedPair } from "./followed-pair.ts";
import { HubBars } from "./hub-bars.ts";
import { PairLog } from "./pair-log.ts";
import type { PairPorts } from "./pair-ports.ts";

/** How long a catch-up waits for the symbols' bars before it is asked for again. */
const READY_MS = 2_500;
/** A timeframe that nobody follows is left after this. */
const IDLE_MS = 20_000;
/** A pair of a symbol that is not there may be one again: it is looked for this often where it is to be watched. */
const REFUSED_MS = 60_000;

/** A pair's hub without its Durable Object: a client of two symbol hubs, and a server to relays. */
export class Pair<Port extends SubscriberPort> {
  readonly server: StreamServer<Port>;
  readonly #ports: PairPorts;
  readonly #log: PairLog;
  readonly #bars: HubBars;
  readonly #followed = new Map<LivePairTimeframe, FollowedPair>();
  readonly #usedAt = new Map<LivePairTimeframe, number>();
  /** When a pair that was refused is watched again. */
  #watchFrom = 0;

  constructor(ports: PairPorts) {
    this.#ports = ports;
    this.#log = new PairLog(ports.sql);
    this.#bars = new HubBars(ports, {
      onEvent: (timeframe, side, json) => this.#followed.get(timeframe)?.onEvent(side, json),
      onClock: (side, time) => {
        for (const one of this.#followed.values()) one.onClock(side, time);
      },
      onRefused: () => this.#end(),
    });
    this.server = new StreamServer<Port>(
      { trusted: true, catchUp: (request) => this.catchUp(request) },
      ports.later,
    );
  }

  /** Whether anything is followed, or anybody connected: then time has to go on. */
  get awake(): boolean {
    return this.#followed.size > 0 || this.server.size > 0 || this.#watched.length > 0;
  }

  /** Rejects while the bars cannot be had. */
  async catchUp({ channel: name, since }: CatchUpRequest): Promise<CatchUp> {
    const channel = parseChannel(name);
    if (channel?.kind !== "spread" || `${channel.symbol1}-${channel.symbol2}` !== this.#ports.name)
      return { channel: name, error: "unknown_channel" };
    const followed = this.#follow(channel.timeframe);
    followed.tick();
    const state = await this.#within(followed.ready);
    if (state === "refused") return { channel: name, error: "unknown_symbol" };
    const { head } = followed;
    const log = since === undefined ? undefined : this.#log.after(channel.timeframe, since);
    if (log === undefined) return { channel: name, head, events: [followed.snapshotText()] };
    const forming = followed.formingText();
    return { channel: name, head, events: forming === undefined ? log : [...log, forming] };
  }

  getStatus(): PairHubStatus {
    return {
      pair: this.#ports.name,
      timeframes: [...this.#followed.values()].map((followed) => followed.status()),
      subscribers: this.server.size,
    };
  }

  /** To be called every few seconds while awake. */
  tick(): void {
    const now = this.#ports.now();
    this.server.tick(now);
    this.#bars.tick();
    if (now >= this.#watchFrom) for (const timeframe of this.#watched) this.#follow(timeframe);
    for (const followed of this.#followed.values()) followed.tick();
    for (const timeframe of [...this.#followed.keys()]) {
      if (this.server.fanOut.has(this.#channel(timeframe))) this.#usedAt.set(timeframe, now);
      else if (now - (this.#usedAt.get(timeframe) ?? 0) >= IDLE_MS) this.#leave(timeframe);
    }
  }

  /** Leaves the hubs at once, as an eviction does. */
  letGo(): void {
    this.#bars.letGo();
  }

  get #watched(): readonly LivePairTimeframe[] {
    return this.#ports.watcher?.timeframes?.() ?? [];
  }

  #follow(timeframe: LivePairTimeframe): FollowedPair {
    this.#usedAt.set(timeframe, this.#ports.now());
    const known = this.#followed.get(timeframe);
    if (known !== undefined) return known;
    const { now, watcher, sql, symbols, onError, getBars } = this.#ports;
    const channel = this.#channel(timeframe);
    const followed = new FollowedPair({
      ...{ timeframe, log: this.#log, now, onError },
      load: (side, limit) => getBars(symbols[side], { timeframe, limit }),
      text: (seq, type, ts, data) => spreadEvent(channel, seq, type, ts, data),
      store: (run) => {
        sql.transaction(() => {
          run();
          watcher?.settle?.();
        });
        watcher?.stored?.();
      },
      onFinal: (value, isNew) => watcher?.onFinal(timeframe, value, isNew),
      announce: (seq, json) => this.server.fanOut.publishLog({ channel, seq, log: true, json }),
      show: (seq, render) => {
        if (this.server.fanOut.has(channel)) this.server.fanOut.publishState(channel, seq, render);
      },
    });
    this.#followed.set(timeframe, followed);
    this.#bars.follow(timeframe);
    return followed;
  }

  #leave(timeframe: LivePairTimeframe): void {
    this.#followed.delete(timeframe);
    this.#bars.unfollow(timeframe);
  }

  /** A symbol has ceased to exist. */
  #end(): void {
    this.#watchFrom = this.#ports.now() + REFUSED_MS;
    for (const followed of this.#followed.values()) followed.refuse();
    for (const timeframe of [...this.#followed.keys()]) this.#leave(timeframe);
    const channels = LIVE_PAIR_TIMEFRAMES.map((timeframe) => this.#channel(timeframe));
    this.server.revoke(channels, "unknown_symbol");
  }

  #channel(timeframe: LivePairTimeframe): string {
    return `spread:${this.#ports.name}:${timeframe}`;
  }

  #within<T>(ready: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      ready.then(resolve, reject);
      this.#ports.later(() => reject(new Error("the bars of the pair do not come")), READY_MS);
    });
  }
}
