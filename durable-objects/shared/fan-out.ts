import type { StreamEvent } from "../../contract/stream.ts";
import { eventHead } from "./event-head.ts";
import { type Group, Hold, type Membership } from "./fan-out-membership.ts";
import {
  type Later,
  Subscriber,
  type SubscriberPort,
  type SubscriberSettings,
} from "./fan-out-subscriber.ts";

/**
 * Channel -> subscribers: the sending half of the stream protocol, of hubs towards relays and of relays
 * towards clients. Log events go out at once, never conflated, and only to members whose position is behind
 * them; state events are conflated for each (channel, interval). An event is serialised by the caller, once.
 *
 * Pure but for `later`. Ports must not call back into the fan-out from `send`.
 */
export class FanOut {
  readonly #later: Later;
  readonly #channels = new Map<string, Group[]>();
  readonly #subscribers = new Map<Subscriber, Map<string, Membership>>();

  constructor(later: Later) {
    this.#later = later;
  }

  /** Number of subscribers, with or without channels. */
  get size(): number {
    return this.#subscribers.size;
  }

  subscribers(): Iterable<Subscriber> {
    return this.#subscribers.keys();
  }

  /** Channels that have at least one subscriber. */
  channels(): Iterable<string> {
    return this.#channels.keys();
  }

  /** Whether anybody listens: lets a publisher skip the work of serialising. */
  has(channel: string): boolean {
    return this.#channels.has(channel);
  }

  add(port: SubscriberPort, settings: SubscriberSettings): Subscriber {
    const subscriber = new Subscriber(port, settings, this.#later);
    this.#subscribers.set(subscriber, new Map());
    return subscriber;
  }

  /** Forgets the subscriber and its channels. Does not close it. */
  remove(subscriber: Subscriber): void {
    for (const channel of this.list(subscriber)) this.unsubscribe(subscriber, channel);
    this.#subscribers.delete(subscriber);
  }

  /** Channel names of a subscriber, in the order they were subscribed. */
  list(subscriber: Subscriber): string[] {
    return [...(this.#subscribers.get(subscriber)?.keys() ?? [])];
  }

  /** The last log event a subscriber has of a channel; undefined where it is not subscribed or catches up. */
  position(subscriber: Subscriber, channel: string): number | undefined {
    const membership = this.#subscribers.get(subscriber)?.get(channel);
    return membership === undefined || membership.hold !== undefined ? undefined : membership.position;
  }

  /**
   * Joins live: log events after `position`, and state events. For a publisher that brings a subscriber up to
   * `position` in the same turn; otherwise `hold`, then `release`.
   */
  subscribe(subscriber: Subscriber, channel: string, position: number): void {
    const membership = this.#join(subscriber, channel);
    if (membership === undefined) return;
    membership.position = position;
    membership.hold = undefined;
  }

  /**
   * Joins, but keeps what arrives back until `release` has brought the catch-up. Holding again starts anew and
   * makes the earlier hold void.
   */
  hold(subscriber: Subscriber, channel: string): Hold {
    const hold = new Hold(subscriber, channel);
    const membership = this.#join(subscriber, channel);
    if (membership !== undefined) membership.hold = hold;
    return hold;
  }

  /** Whether the hold still waits: its subscriber has neither left nor been held anew. */
  isHeld(hold: Hold): boolean {
    return this.#subscribers.get(hold.subscriber)?.get(hold.channel)?.hold === hold;
  }

  /**
   * Sends a held subscriber its catch-up, which reaches to `head`, and then what has arrived since, without
   * duplicate or hole. The hold must not have overflowed. Does nothing for a void hold.
   */
  release(hold: Hold, head: number, events: readonly string[]): void {
    const { subscriber, channel } = hold;
    const membership = this.#subscribers.get(subscriber)?.get(channel);
    if (membership === undefined || membership.hold !== hold) return;
    membership.hold = undefined;
    membership.position = head;
    for (const json of events) subscriber.event(json);
    for (const event of hold.events) deliver(membership, event);
    if (hold.state !== undefined && isNewer(hold.state, membership.position, events.at(-1))) {
      subscriber.event(hold.state.json);
    }
  }

  /** @returns whether it was subscribed. */
  unsubscribe(subscriber: Subscriber, channel: string): boolean {
    const memberships = this.#subscribers.get(subscriber);
    const membership = memberships?.get(channel);
    const groups = this.#channels.get(channel);
    if (memberships === undefined || membership === undefined || groups === undefined) return false;
    memberships.delete(channel);
    const group = groups.find((one) => one.intervalMs === subscriber.settings.intervalMs);
    if (group !== undefined) {
      group.members.splice(group.members.indexOf(membership), 1);
      if (group.members.length === 0) groups.splice(groups.indexOf(group), 1);
    }
    if (groups.length === 0) this.#channels.delete(channel);
    return true;
  }

  /** A log event: at once to every member that is behind it. A waiting state event that is older is dropped. */
  publishLog(event: StreamEvent): void {
    const groups = this.#channels.get(event.channel);
    if (groups === undefined) return;
    for (const group of groups) {
      if (group.pending !== undefined && group.pending.seq < event.seq) group.pending = undefined;
      for (const membership of group.members) deliver(membership, event);
    }
  }

  /**
   * A state event that repeats the channel's current `seq`. Each interval's group gets the first one at once
   * and then the newest when its interval has passed. `render` is called when a group is really sent to, which
   * may be later: it is to return the event's text, of this moment or of that one, or undefined where there is
   * nothing to tell any more.
   */
  publishState(channel: string, seq: number, render: () => string | undefined): void {
    const groups = this.#channels.get(channel);
    if (groups === undefined) return;
    let text: string | undefined;
    for (const group of groups) {
      if (group.resting) {
        group.pending = { seq, render };
        continue;
      }
      text ??= render();
      if (text !== undefined) this.#sendState(channel, group, seq, text);
    }
  }

  #sendState(channel: string, group: Group, seq: number, json: string): void {
    for (const membership of group.members) {
      if (membership.hold !== undefined) membership.hold.state = { channel, seq, log: false, json };
      else if (membership.position <= seq) membership.subscriber.event(json);
    }
    if (group.intervalMs === 0) return;
    group.resting = true;
    this.#later(() => {
      const pending = group.pending;
      group.resting = false;
      group.pending = undefined;
      const text = pending?.render();
      if (pending !== undefined && text !== undefined) this.#sendState(channel, group, pending.seq, text);
    }, group.intervalMs);
  }

  #join(subscriber: Subscriber, channel: string): Membership | undefined {
    const memberships = this.#subscribers.get(subscriber);
    if (memberships === undefined) return undefined;
    const known = memberships.get(channel);
    if (known !== undefined) return known;
    const membership: Membership = { subscriber, channel, position: 0, hold: undefined };
    memberships.set(channel, membership);
    this.#groupOf(channel, subscriber.settings.intervalMs).members.push(membership);
    return membership;
  }

  #groupOf(channel: string, intervalMs: number): Group {
    let groups = this.#channels.get(channel);
    if (groups === undefined) {
      groups = [];
      this.#channels.set(channel, groups);
    }
    let group = groups.find((one) => one.intervalMs === intervalMs);
    if (group === undefined) {
      group = { intervalMs, members: [], resting: false, pending: undefined };
      groups.push(group);
    }
    return group;
  }
}

function deliver(membership: Membership, event: StreamEvent): void {
  if (membership.hold !== undefined) {
    membership.hold.log(event);
  } else if (membership.position < event.seq) {
    membership.position = event.seq;
    membership.subscriber.event(event.json);
  }
}

/** A state event that waited may be older than the catch-up, which came another way. */
function isNewer(state: StreamEvent, position: number, last: string | undefined): boolean {
  if (state.seq < position) return false;
  const lastHead = last === undefined ? undefined : eventHead(last);
  return lastHead === undefined || (eventHead(state.json)?.ts ?? 0) >= lastHead.ts;
}
