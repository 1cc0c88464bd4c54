import { STREAM_LIMITS } from "../../contract/stream.ts";
import { CatchUpBudget } from "./catch-up-budget.ts";
import type { Subscriber, SubscriberPort } from "./fan-out-subscriber.ts";
import type { RequestId } from "./stream-frames.ts";
import { TokenBucket } from "./token-bucket.ts";

/** A subscribe request that is not answered yet. */
export interface PendingSubscribe {
  readonly id: RequestId;
  readonly channels: readonly string[];
  readonly since: Readonly<Record<string, number>>;
}

/** One client of a stream server, as the server keeps it. */
export class StreamClient<Port extends SubscriberPort> {
  readonly port: Port;
  readonly subscriber: Subscriber;
  readonly pending = new Set<PendingSubscribe>();
  /** Its own, for where it shares none with others of its address. */
  readonly catchUps: CatchUpBudget;
  /** When the client last sent something. */
  lastSeen: number;
  readonly #bucket: TokenBucket;
  #frames = 0;
  #quietSince: number;

  constructor(port: Port, subscriber: Subscriber, lastSeen: number, now: number) {
    this.port = port;
    this.subscriber = subscriber;
    this.lastSeen = lastSeen;
    this.catchUps = new CatchUpBudget(now);
    this.#bucket = new TokenBucket(STREAM_LIMITS.framesPerSecond, STREAM_LIMITS.frameBurst, now);
    this.#quietSince = now;
  }

  /** Counts a frame the client sent. @returns false when it floods. */
  admit(now: number): boolean {
    this.lastSeen = now;
    return this.#bucket.take(now);
  }

  isSilent(now: number): boolean {
    return now - this.lastSeen >= STREAM_LIMITS.silenceMs;
  }

  /** Whether nothing was sent to it for a heartbeat's time. Asked every few seconds; costs a send nothing. */
  needsHeartbeat(now: number): boolean {
    if (this.subscriber.frames !== this.#frames) {
      this.#frames = this.subscriber.frames;
      this.#quietSince = now;
      return false;
    }
    return now - this.#quietSince >= STREAM_LIMITS.heartbeatMs;
  }
}
