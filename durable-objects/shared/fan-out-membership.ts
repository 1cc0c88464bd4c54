import type { StreamEvent } from "../../contract/stream.ts";
import type { Subscriber } from "./fan-out-subscriber.ts";

/** A held subscriber keeps at most this many log events; past that it has to catch up once more. */
const HELD_EVENTS = 50_000;

/** What arrived for a channel while a subscriber's catch-up was under way. */
export class Hold {
  #events: StreamEvent[] = [];
  #overflowed = false;
  /** The newest state event that arrived. */
  state: StreamEvent | undefined;

  log(event: StreamEvent): void {
    if (this.#events.length >= HELD_EVENTS) {
      this.#events = [];
      this.#overflowed = true;
    }
    if (!this.#overflowed) this.#events.push(event);
  }

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
  readonly render: () => string;
}

/** The members of a channel that share a conflation interval. */
export interface Group {
  readonly intervalMs: number;
  readonly members: Membership[];
  /** A state event went out less than `intervalMs` ago. */
  resting: boolean;
  pending: PendingState | undefined;
}
