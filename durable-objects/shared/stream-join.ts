import type { CatchUp, CatchUpRequest } from "../../contract/stream.ts";
import type { FanOut } from "./fan-out.ts";
import type { Hold } from "./fan-out-membership.ts";
import type { Later, Subscriber } from "./fan-out-subscriber.ts";

/** How far a server's own events of a channel reach. */
export interface Followed {
  /** The number after which the first event was given to the fan-out. */
  readonly start: number;
  /** The last event that was. */
  readonly position: number;
}

export type JoinFailure = "unknown_channel" | "unknown_symbol" | "unavailable";
export type JoinAnswer = CatchUp | { readonly channel: string; readonly error: "unavailable" };

export interface JoinSource {
  catchUp(request: CatchUpRequest): Promise<CatchUp>;
  followed?(channel: string): Followed | undefined;
}

/** A channel that is asked for this often in vain, about ten seconds long, is given up. */
const ROUNDS = 12;
const WAIT_MS = { first: 25, most: 2_000 };

/**
 * One channel of a subscribe request between hold and release. A catch-up may be an answer that was under way
 * before the hold, be overtaken by too many events or by another subscriber who made the server follow the
 * channel from a later number, or come from a hub that restarted and has yet to fetch again what it had
 * announced: each would leave a hole, so it is asked for again.
 */
export class Join {
  readonly channel: string;
  readonly since: number | undefined;
  readonly #fanOut: FanOut;
  readonly #source: JoinSource;
  readonly #later: Later;
  readonly #subscriber: Subscriber;
  #hold: Hold;
  #floor: number;
  #answer: JoinAnswer | undefined;
  #rounds = 0;

  constructor(
    fanOut: FanOut,
    source: JoinSource,
    later: Later,
    subscriber: Subscriber,
    channel: string,
    since: number | undefined,
  ) {
    this.channel = channel;
    this.since = since;
    this.#fanOut = fanOut;
    this.#source = source;
    this.#later = later;
    this.#subscriber = subscriber;
    this.#floor = this.#position();
    this.#hold = fanOut.hold(subscriber, channel);
  }

  /** False once the subscriber has left the channel, or asked for it anew. */
  get wanted(): boolean {
    return this.#fanOut.isHeld(this.#hold);
  }

  /** True when releasing it now leaves no hole, or when it has failed. Holds for this turn only. */
  get settled(): boolean {
    const answer = this.#answer;
    if (!this.wanted) return true;
    if (answer === undefined) return false;
    if (!("head" in answer)) return true;
    const start = this.#source.followed?.(this.channel)?.start ?? 0;
    return !this.#hold.overflowed && answer.head >= Math.max(this.#floor, start);
  }

  /** Asks for the catch-up. Never rejects. */
  async ask(): Promise<void> {
    this.#rounds += 1;
    if (this.#rounds > 2) {
      const waitMs = Math.min(WAIT_MS.first * 2 ** (this.#rounds - 3), WAIT_MS.most);
      await new Promise<void>((resolve) => this.#later(resolve, waitMs));
    }
    if (!this.wanted) return;
    if (this.#hold.overflowed) {
      this.#floor = this.#position();
      this.#hold = this.#fanOut.hold(this.#subscriber, this.channel);
    }
    const { channel, since } = this;
    try {
      if (this.#rounds > ROUNDS) throw new RangeError("overtaken too often");
      this.#answer = await this.#source.catchUp(since === undefined ? { channel } : { channel, since });
    } catch {
      this.#answer = { channel, error: "unavailable" };
    }
  }

  /** Where the channel will be live from, or why it cannot be. To be read when settled. */
  get outcome(): { readonly head: number } | { readonly error: JoinFailure } {
    return this.#answer ?? { error: "unavailable" };
  }

  /** How many events the catch-up holds. */
  get events(): number {
    return this.#answer !== undefined && "head" in this.#answer ? this.#answer.events.length : 0;
  }

  /** Sends the catch-up and goes live. */
  release(): void {
    const answer = this.#answer;
    if (answer !== undefined && "head" in answer) {
      this.#fanOut.release(this.#hold, answer.head, answer.events);
    }
  }

  #position(): number {
    return this.#source.followed?.(this.channel)?.position ?? 0;
  }
}
