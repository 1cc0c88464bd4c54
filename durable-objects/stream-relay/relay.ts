import { isPrivate, parseChannel, sourceOf } from "../../contract/channels.ts";
import { symbolsOfPair } from "../../contract/pairs.ts";
import type { RelayDebt } from "../../contract/rpc.ts";
import type { CatchUp, CatchUpRequest } from "../../contract/stream.ts";
import type { EventHead } from "../shared/event-head.ts";
import type { SubscriberPort, SubscriberSettings } from "../shared/fan-out-subscriber.ts";
import type { PendingSubscribe, StreamClient } from "../shared/stream-client.ts";
import { StreamServer, type StreamServerTotals, TICK_MS } from "../shared/stream-server.ts";
import { AddressBudgets } from "./address-budgets.ts";
import { CatchUpBatch } from "./catch-up-batch.ts";
import { type ClientMark, type ClientState, type MarkedChannel, markOf } from "./client-mark.ts";
import { HubLink, type HubLinkTools } from "./hub-link.ts";
import type { HubPort } from "./hub-port.ts";

/** Where a client of a relay is reached. A port that survives the relay's eviction can save a mark. */
export interface RelayPort extends SubscriberPort {
  /** Who the client is (see `clientAddress`), where that is known. */
  readonly address?: string | undefined;
  /** Whose private channels it may have: what its connection was opened with has shown. */
  readonly owner?: string | undefined;
  save?(mark: ClientMark): void;
}

export type RelayClient = StreamClient<RelayPort>;

/** A client's mark is renewed for `lastSeen` alone at most this often. */
const SEEN_MS = 15_000;
/** Pairs that a relay follows: each keeps an object awake. */
const RELAY_PAIRS = 32;
/** Sockets and event streams of one address that may be open at the same time. */
const ADDRESS_CLIENTS = 100;

/**
 * A client of hubs and a server to clients. What a relay knows (who follows what, and how far each channel
 * has come) is rebuilt after an eviction from the marks its clients' sockets carry: each channel's position is
 * kept by one of its clients, renewed with every frame that moved it. So nobody gets an event twice or misses
 * one, and no event costs a storage write.
 */
export class Relay {
  readonly #server: StreamServer<RelayPort>;
  readonly #hubs: HubPort;
  readonly #tools: HubLinkTools;
  readonly #batch: CatchUpBatch;
  readonly #budgets = new AddressBudgets();
  readonly #links = new Map<string, HubLink>();
  /** The client that keeps a channel's position. */
  readonly #keepers = new Map<string, RelayClient>();
  /** For each client: the event after which it went live in a channel. */
  readonly #from = new Map<RelayClient, Map<string, number>>();
  readonly #savedSeen = new WeakMap<RelayClient, number>();
  /** Channels whose position moved with the frame in hand. */
  readonly #moved = new Set<string>();
  #ticking = false;
  #received = 0;

  constructor(hubs: HubPort, tools: HubLinkTools) {
    this.#hubs = hubs;
    this.#tools = tools;
    this.#batch = new CatchUpBatch(hubs, tools.later);
    this.#server = new StreamServer<RelayPort>(
      {
        budgetOf: (client, now) => {
          const { address } = client.port;
          return address === undefined ? client.catchUps : this.#budgets.of(address, now);
        },
        mayFollow: ({ port }, channel) => !isPrivate(channel) || port.owner !== undefined,
        catchUp: (request) => this.#catchUp(request),
        followed: (channel) => this.#links.get(serverOf(channel))?.followed(channel),
        onLive: (client, channel, head) => this.#onLive(client, channel, head),
        onLeave: (client, channel) => this.#onLeave(client, channel),
        onGone: (client) => this.#from.delete(client),
        onChange: (client) => this.#save(client),
        onSeen: (client) => {
          const saved = this.#savedSeen.get(client) ?? 0;
          if (client.lastSeen - saved >= SEEN_MS) this.#save(client);
        },
      },
      tools.later,
    );
  }

  get size(): number {
    return this.#server.size;
  }

  get totals(): StreamServerTotals & { readonly received: number; readonly channels: number } {
    const channels = [...this.#server.fanOut.channels()].length;
    return { ...this.#server.totals, received: this.#received, channels };
  }

  /** Whether an address has as many clients open as it may. Never so for an unknown one. */
  isCrowded(address: string | undefined): boolean {
    if (address === undefined) return false;
    let open = 0;
    for (const { port } of this.#server.clients()) if (port.address === address) open += 1;
    return open >= ADDRESS_CLIENTS;
  }

  /** How long an address owes for the catch-ups it had, in ms; 0 for an unknown one. */
  owesMs(address: string | undefined): number {
    const now = this.#tools.now();
    return address === undefined ? 0 : this.#budgets.of(address, now).waitMs(now);
  }

  /** A new client. `lastSeen` is Infinity for one that cannot send. */
  open(port: RelayPort, settings: SubscriberSettings, lastSeen = this.#tools.now()): RelayClient {
    const client = this.#server.open(port, settings, this.#tools.now(), lastSeen);
    this.#from.set(client, new Map());
    this.#save(client);
    this.#keepTicking();
    return client;
  }

  /** Takes up the clients that survived an eviction, where they were. Call once, before anything else. */
  restore(survivors: readonly { readonly port: RelayPort; readonly state: ClientState }[]): RelayClient[] {
    const positions = new Map<string, number>();
    for (const { channel, kept } of survivors.flatMap(({ state }) => state.channels)) {
      if (kept !== undefined) positions.set(channel, Math.max(kept, positions.get(channel) ?? 0));
    }
    return survivors.map(({ port, state }) => {
      const client = this.#server.open(port, state.settings, this.#tools.now(), state.lastSeen);
      this.#from.set(client, new Map());
      for (const { channel, from } of state.channels) {
        const position = positions.get(channel) ?? from;
        this.#server.fanOut.subscribe(client.subscriber, channel, Math.max(from, position));
        this.#onLive(client, channel, position);
        this.#from.get(client)?.set(channel, from);
      }
      this.#save(client);
      for (const request of state.pending) void this.subscribe(client, request);
      this.#keepTicking();
      return client;
    });
  }

  onFrame(client: RelayClient, message: string | ArrayBuffer): Promise<void> {
    return this.#server.onFrame(client, message, this.#tools.now());
  }

  /** Subscribes as a `subscribe` frame would. @returns the channels that are subscribed now. */
  subscribe(client: RelayClient, request: PendingSubscribe): Promise<readonly string[]> {
    return this.#server.subscribe(client, request, this.#tools.now());
  }

  /** The last event a client was given of a channel; undefined where it is not live. */
  position(client: RelayClient, channel: string): number | undefined {
    return this.#server.fanOut.position(client.subscriber, channel);
  }

  remove(client: RelayClient): void {
    this.#server.remove(client);
  }

  /**
   * Snapshots of the channels, in their order, private ones as if they were not there; or how long the address has to wait for them.
   * @throws when a hub stays out of reach.
   */
  async snapshot(channels: readonly string[], address?: string): Promise<CatchUp[] | RelayDebt> {
    const retryInMs = this.owesMs(address);
    if (retryInMs > 0) return { retryInMs };
    const budget = address === undefined ? undefined : this.#budgets.of(address, this.#tools.now());
    budget?.begin(channels);
    let events = 0;
    try {
      const answers = await Promise.all(
        channels.map(async (channel) =>
          parseChannel(channel) === undefined || isPrivate(channel)
            ? ({ channel, error: "unknown_channel" } as const)
            : this.#catchUp({ channel }),
        ),
      );
      for (const answer of answers) events += "head" in answer ? answer.events.length : 0;
      return answers;
    } finally {
      budget?.settle(events);
    }
  }

  /** Sweeps clients and watches the hubs; runs by itself while there are clients. */
  tick(): void {
    this.#server.tick(this.#tools.now());
    for (const link of this.#links.values()) link.tick();
  }

  /** Leaves all hubs at once, as an eviction does. */
  letGo(): void {
    for (const link of this.#links.values()) link.close();
  }

  #keepTicking(): void {
    if (this.#ticking) return;
    this.#ticking = true;
    this.#tools.later(() => {
      this.#ticking = false;
      this.tick();
      if (this.#server.size > 0) this.#keepTicking();
    }, TICK_MS);
  }

  /** Rejects where the hub stays out of reach, and where it would be one pair too many. */
  async #catchUp(request: CatchUpRequest): Promise<CatchUp> {
    const source = serverOf(request.channel);
    if (isPair(source) && !this.#links.has(source)) {
      const pairs = [...this.#links.keys()].filter(isPair).length;
      if (pairs >= RELAY_PAIRS) throw new RangeError("as many pairs are followed here as may be");
    }
    return await this.#batch.ask(source, request);
  }

  #onLive(client: RelayClient, channel: string, head: number): void {
    const source = serverOf(channel);
    let link = this.#links.get(source);
    if (link === undefined) {
      link = this.#link(source);
      this.#links.set(source, link);
    }
    link.follow(channel, head, client.subscriber.settings.intervalMs);
    this.#from.get(client)?.set(channel, head);
    if (client.port.save !== undefined && !this.#keepers.has(channel)) this.#keepers.set(channel, client);
  }

  #onLeave(client: RelayClient, channel: string): void {
    this.#from.get(client)?.delete(channel);
    if (this.#keepers.get(channel) === client) {
      this.#keepers.delete(channel);
      const heir = this.#heirOf(channel);
      if (heir !== undefined) {
        this.#keepers.set(channel, heir);
        this.#save(heir);
      }
    }
    if (!this.#server.fanOut.has(channel)) this.#links.get(serverOf(channel))?.unfollow(channel);
  }

  #heirOf(channel: string): RelayClient | undefined {
    const [heir] =
      [...this.#from].find(([{ port }, held]) => port.save !== undefined && held.has(channel)) ?? [];
    return heir;
  }

  #link(source: string): HubLink {
    return new HubLink(
      source,
      this.#hubs,
      {
        onEvent: (head, json, log) => this.#onEvent(head, json, log),
        onFrameDone: () => this.#saveMoved(),
        onRefused: (channels, code) => this.#server.revoke(channels, code),
        onIdle: () => this.#links.delete(source),
      },
      this.#tools,
    );
  }

  #onEvent(head: EventHead, json: string, log: boolean): void {
    const { channel, seq } = head;
    this.#received += 1;
    if (log) {
      this.#moved.add(channel);
      this.#server.fanOut.publishLog({ channel, seq, log, json });
    } else {
      this.#server.fanOut.publishState(channel, seq, () => json);
    }
  }

  /** In the turn in which a frame's events went out: an eviction comes before both or after both. */
  #saveMoved(): void {
    if (this.#moved.size === 0) return;
    const keepers = new Set<RelayClient>();
    for (const channel of this.#moved) {
      const keeper = this.#keepers.get(channel);
      if (keeper !== undefined) keepers.add(keeper);
    }
    this.#moved.clear();
    for (const keeper of keepers) this.#save(keeper);
  }

  #save(client: RelayClient): void {
    if (client.port.save === undefined || client.subscriber.closed) return;
    this.#savedSeen.set(client, client.lastSeen);
    const channels: MarkedChannel[] = [];
    for (const [channel, from] of this.#from.get(client) ?? []) {
      const keeps = this.#keepers.get(channel) === client;
      const kept = keeps ? this.#links.get(serverOf(channel))?.followed(channel)?.position : undefined;
      channels.push({ channel, from, kept });
    }
    const { port, lastSeen, pending, subscriber } = client;
    const { address, owner } = port;
    const { settings } = subscriber;
    port.save?.(markOf({ settings, lastSeen, address, owner, channels, pending: [...pending] }));
  }
}

function isPair(source: string): boolean {
  return symbolsOfPair(source) !== undefined;
}

/** Who serves a channel, as links and catch-ups are told apart. */
function serverOf(name: string): string {
  const channel = parseChannel(name);
  return channel === undefined ? "" : sourceOf(channel);
}
