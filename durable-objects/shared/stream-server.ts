import { hasManyPairs, parseChannel } from "../../contract/channels.ts";
import { CLOSE_CODES, type ClientFrame, STREAM_LIMITS } from "../../contract/stream.ts";
import type { CatchUpBudget } from "./catch-up-budget.ts";
import { FanOut } from "./fan-out.ts";
import type { Later, SubscriberPort, SubscriberSettings } from "./fan-out-subscriber.ts";
import { type PendingSubscribe, StreamClient } from "./stream-client.ts";
import {
  ackFrame,
  errorFrame,
  heartbeatFrame,
  parseClientFrame,
  pongFrame,
  type RequestId,
  type StreamErrorCode,
} from "./stream-frames.ts";
import { Join, type JoinSource } from "./stream-join.ts";

/**
 * Where a server's events come from: a hub's own log, or the hubs behind a relay.
 * `catchUp` brings a subscriber from `since` to the head of the channel's log; it rejects when the log is out
 * of reach. `followed` is left out by a hub, whose log is never behind its fan-out.
 */
export interface StreamSource<Port extends SubscriberPort> extends JoinSource {
  /** What a client may still ask of the log, left out where all are our own. Asked anew each time. */
  budgetOf?(client: StreamClient<Port>, now: number): CatchUpBudget;
  /** Whether a client may have the channel; left out where every one may. */
  mayFollow?(client: StreamClient<Port>, channel: string): boolean;
  /** Its clients are our own and speak for many: as many frames as they like. */
  readonly trusted?: boolean;
  /** A subscriber is about to go live after `head`. */
  onLive?(client: StreamClient<Port>, channel: string, head: number): void;
  /** A client's subscriptions or open requests have changed. */
  onChange?(client: StreamClient<Port>): void;
  /** A client has sent something. */
  onSeen?(client: StreamClient<Port>): void;
  /** A client's subscription of the channel has ended. */
  onLeave?(client: StreamClient<Port>, channel: string): void;
  /** A client is gone; `onLeave` was called for its channels. */
  onGone?(client: StreamClient<Port>): void;
}

export interface StreamServerTotals {
  /** Frames sent to clients, also to those that are gone. */
  readonly sent: number;
  readonly closedFlood: number;
  readonly closedSilent: number;
  readonly resumes: number;
}

/** Call `tick` this often: heartbeats are late by at most as much. */
export const TICK_MS = 3_000;
/** Subscribe requests of one client that may wait for their catch-up at the same time. */
const OPEN_REQUESTS = 16;

/**
 * The serving half of the stream protocol (docs/spec/stream.md), of hubs towards relays and of relays towards
 * clients: requests, catch-up, limits, heartbeats, silence. Pure but for its source, ports and timers.
 */
export class StreamServer<Port extends SubscriberPort> {
  readonly fanOut: FanOut;
  readonly #source: StreamSource<Port>;
  readonly #later: Later;
  readonly #clients = new Set<StreamClient<Port>>();
  #sentToGone = 0;
  #closedFlood = 0;
  #closedSilent = 0;
  #resumes = 0;

  constructor(source: StreamSource<Port>, later: Later) {
    this.#source = source;
    this.#later = later;
    this.fanOut = new FanOut(later);
  }

  get size(): number {
    return this.#clients.size;
  }

  get totals(): StreamServerTotals {
    let sent = this.#sentToGone;
    for (const client of this.#clients) sent += client.subscriber.frames;
    return {
      sent,
      closedFlood: this.#closedFlood,
      closedSilent: this.#closedSilent,
      resumes: this.#resumes,
    };
  }

  clients(): Iterable<StreamClient<Port>> {
    return this.#clients;
  }

  open(port: Port, settings: SubscriberSettings, now: number, lastSeen = now): StreamClient<Port> {
    const client = new StreamClient(port, this.fanOut.add(port, settings), lastSeen, now);
    this.#clients.add(client);
    return client;
  }

  /** The client is gone, or is to be forgotten. Idempotent. */
  remove(client: StreamClient<Port>): void {
    if (!this.#clients.delete(client)) return;
    this.#sentToGone += client.subscriber.frames;
    const channels = this.fanOut.list(client.subscriber);
    client.pending.clear();
    this.fanOut.remove(client.subscriber);
    for (const channel of channels) this.#source.onLeave?.(client, channel);
    this.#source.onGone?.(client);
  }

  /** Carries out one frame of a client. Resolves when it is answered; never rejects. */
  async onFrame(client: StreamClient<Port>, message: string | ArrayBuffer, now: number): Promise<void> {
    if (client.subscriber.closed) return;
    if (!client.admit(now) && this.#source.trusted !== true) {
      this.#closedFlood += 1;
      this.#close(client, CLOSE_CODES.flood, "too many frames");
      return;
    }
    this.#source.onSeen?.(client);
    const parsed = parseClientFrame(message);
    if (!parsed.ok) {
      client.subscriber.control(errorFrame(parsed.id, "bad_frame", parsed.detail));
      return;
    }
    await this.#carryOut(client, parsed.frame, now);
  }

  /** Heartbeats to the idle, goodbye to the silent and the dead. */
  tick(now: number): void {
    for (const client of [...this.#clients]) {
      if (client.subscriber.closed) {
        this.remove(client);
      } else if (client.isSilent(now)) {
        this.#closedSilent += 1;
        this.#close(client, CLOSE_CODES.silent, "silent for too long");
      } else if (client.needsHeartbeat(now)) {
        client.subscriber.control(heartbeatFrame(now));
      }
    }
  }

  /** The channels have ceased to exist: tells their subscribers and ends the subscriptions. */
  revoke(channels: readonly string[], code: "unknown_channel" | "unknown_symbol"): void {
    for (const client of this.#clients) {
      const lost = channels.filter((channel) => this.fanOut.unsubscribe(client.subscriber, channel));
      if (lost.length === 0) continue;
      this.#refuse(client, undefined, code, lost);
      this.#left(client, lost);
    }
  }

  /**
   * Subscribes, answers with ack and errors, and then brings each channel up to date. Resolves when done.
   * It is paid for, but not refused, by the client's budget.
   * @returns the channels that are subscribed now.
   */
  async subscribe(
    client: StreamClient<Port>,
    request: PendingSubscribe,
    now: number,
  ): Promise<readonly string[]> {
    const { subscriber } = client;
    const budget = this.#source.budgetOf?.(client, now);
    budget?.begin(request.channels);
    client.pending.add(request);
    const joins = request.channels.map(
      (channel) =>
        new Join(this.fanOut, this.#source, this.#later, subscriber, channel, request.since[channel]),
    );
    this.#source.onChange?.(client);
    for (;;) {
      const open = joins.filter((join) => !join.settled);
      if (open.length === 0) break;
      await Promise.all(open.map((join) => join.ask()));
    }
    budget?.settle(joins.reduce((sum, join) => sum + join.events, 0));
    // From here to the last release in one turn: what is settled stays settled.
    if (!client.pending.delete(request)) return [];
    const joined: Join[] = [];
    const failed = new Map<StreamErrorCode, string[]>();
    for (const join of joins.filter((one) => one.wanted)) {
      const { outcome } = join;
      if ("head" in outcome) joined.push(join);
      else failed.set(outcome.error, [...(failed.get(outcome.error) ?? []), join.channel]);
    }
    for (const [code, channels] of failed) {
      for (const channel of channels) this.fanOut.unsubscribe(subscriber, channel);
      this.#refuse(client, request.id, code, channels);
    }
    const channels = joined.map((join) => join.channel);
    if (joined.length > 0 || failed.size === 0) subscriber.control(ackFrame(request.id, channels));
    for (const join of joined) this.#goLive(client, join);
    this.#left(client, [...failed.values()].flat());
    this.#source.onChange?.(client);
    return channels;
  }

  #goLive(client: StreamClient<Port>, join: Join): void {
    if (!("head" in join.outcome)) return;
    if (join.since !== undefined) this.#resumes += 1;
    this.#source.onLive?.(client, join.channel, join.outcome.head);
    join.release();
  }

  async #carryOut(client: StreamClient<Port>, frame: ClientFrame, now: number): Promise<void> {
    const { subscriber } = client;
    switch (frame.op) {
      case "ping":
        return subscriber.control(pongFrame(frame.id));
      case "list":
        return subscriber.control(ackFrame(frame.id, this.fanOut.list(subscriber)));
      case "unsubscribe": {
        const left = frame.channels.filter((channel) => this.fanOut.unsubscribe(subscriber, channel));
        subscriber.control(ackFrame(frame.id, left));
        return this.#left(client, left);
      }
      case "subscribe": {
        const wanted = [...new Set(frame.channels)];
        const known = wanted.filter((channel) => parseChannel(channel) !== undefined);
        const unknown = wanted.filter((channel) => !known.includes(channel));
        const channels = known.filter((channel) => this.#source.mayFollow?.(client, channel) !== false);
        const hidden = known.filter((channel) => !channels.includes(channel));
        const all = new Set([...this.fanOut.list(subscriber), ...channels]);
        if (all.size > STREAM_LIMITS.channels || (this.#source.trusted !== true && hasManyPairs(all))) {
          return this.#refuse(client, frame.id, "too_many_channels", channels);
        }
        if (unknown.length > 0) this.#refuse(client, frame.id, "unknown_channel", unknown);
        if (hidden.length > 0) this.#refuse(client, frame.id, "unauthorized", hidden);
        const isBusy = client.pending.size >= OPEN_REQUESTS;
        const isSpent = (this.#source.budgetOf?.(client, now).waitMs(now) ?? 0) > 0;
        if (channels.length > 0 && (isBusy || isSpent)) {
          return this.#refuse(client, frame.id, "unavailable", channels);
        }
        if (channels.length > 0) {
          await this.subscribe(client, { id: frame.id, channels, since: frame.since ?? {} }, now);
        }
        return;
      }
      default:
        return frame satisfies never;
    }
  }

  #refuse(
    client: StreamClient<Port>,
    id: RequestId,
    code: StreamErrorCode,
    channels: readonly string[],
  ): void {
    client.subscriber.control(errorFrame(id, code, DETAILS[code], channels));
  }

  #left(client: StreamClient<Port>, channels: readonly string[]): void {
    if (channels.length === 0) return;
    for (const channel of channels) this.#source.onLeave?.(client, channel);
    this.#source.onChange?.(client);
  }

  #close(client: StreamClient<Port>, code: number, reason: string): void {
    client.subscriber.close(code, reason);
    this.remove(client);
  }
}

const DETAILS: Readonly<Record<StreamErrorCode, string>> = {
  bad_frame: "the frame is not valid",
  unknown_channel: "there is no such channel",
  unknown_symbol: "there is no such symbol",
  too_many_channels: `a socket has at most ${STREAM_LIMITS.channels} channels, ${STREAM_LIMITS.pairs} of them spreads`,
  unauthorized: "the channel is for a connection that was opened with an API key of scope admin",
  unavailable: "the channel cannot be served right now; try again",
};
