import type { StreamEvent } from "../../contract/stream.ts";
import type { Subscriber } from "./fan-out-subscriber.ts";

/** A held subscriber keeps at most this many log events; past that it has to catch up anew. */
const HELD_EVENTS = 50_000;

/** A subscriber's catch-up that is under way, and what has arrived for its channel since. */
export class Hold {
  readonly subscriber: Subscriber;
  readonly channel: string;
  /** The newest state event that arrived. */
  state: StreamEvent | undefined;
  #events: StreamEvent[] = [];
  #overflowed = false;

  constructor(subscriber: Subscriber, channel: string) {
    this.subscriber = subscriber;
    this.channel = channel;
  }

  log(event: StreamEvent): void {
    if (this.#overflowed) return;
    if (this.#events.length < HELD_EVENTS) {
      this.#events.push(event);
    } else {
      this.#events = [];
      this.#overflowed = true;
    }
  }

  /** Too much arrived to keep: releasing it would leave a hole, so hold again and ask again. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  get events(): readonly StreamEvent[] {
    return this.#events;
  }
}

/** A subscriber's place in one channel. */
export interface Membership {
  readonly subscriber: Subscriber;
  readonly channel: string;
  /** The last log event it was sent; live ones up to this number are skipped. */
  position: number;
  /** Present while it catches up: live events wait here. */
  hold: Hold | undefined;
}

/** A state event that waits for its interval to pass. */
export interface PendingState {
  readonly seq: number;
  readonly render: () => string | undefined;
}

/** The members of a channel that share a conflation interval. */
export interface Group {
  readonly intervalMs: number;
  readonly members: Membership[];
  /** A state event went out less than `intervalMs` ago. */
  resting: boolean;
  pending: PendingState | undefined;
}
