import { judge } from "./channel-log.ts";
import { readFrame, type StreamEvent } from "./stream-event.ts";

/** `reconnecting`: a connection was lost or failed, and the next attempt is due or under way. */
export type ConnectionState = "connecting" | "open" | "reconnecting" | "closed";

/** What the shell is to carry out. A `connect` takes the place of one that is still to come. */
export type Effect =
  | { readonly kind: "connect"; readonly afterMs: number }
  | { readonly kind: "disconnect" }
  | { readonly kind: "send"; readonly text: string }
  | { readonly kind: "event"; readonly event: StreamEvent }
  | {
      readonly kind: "refused";
      readonly channel: string;
      readonly code: string;
      readonly detail: string;
    };

interface Wanted {
  /** The last event that was passed on. */
  position: number | undefined;
  /** To be asked for with the next `flush`. */
  ask: "no" | "anew" | "resume";
  /** When it was last asked again because of a hole. */
  healing: number | undefined;
}

const PING_MS = 25_000;
const MUTE_MS = 40_000;
const HEAL_MS = 2_000;
const BACKOFF_MS = { first: 500, most: 10_000 };
/** Keeps a subscribe frame, with its `since`, far below the server's frame limit. */
const CHANNELS_A_FRAME = 100;

/**
 * The protocol of one client: what it wants, how far it has come, when to connect, ping, give up and resume.
 * Pure: time and randomness come in with the calls, effects go out as data.
 */
export class StreamCore {
  readonly #channels = new Map<string, Wanted>();
  readonly #left = new Set<string>();
  #state: ConnectionState = "connecting";
  #failures = 0;
  #lastFrame = 0;
  #lastPing = 0;
  #retryAt = 0;

  get state(): ConnectionState {
    return this.#state;
  }

  /** Wants a channel: its snapshot and what follows. To be followed by a `flush`. */
  want(channel: string): void {
    const known = this.#channels.get(channel);
    // One more listener needs a snapshot too: the channel is asked for anew, and keeps its place.
    if (known !== undefined) known.ask = "anew";
    else this.#channels.set(channel, { position: undefined, ask: "anew", healing: undefined });
    this.#left.delete(channel);
  }

  unwant(channel: string): void {
    if (this.#channels.delete(channel)) this.#left.add(channel);
  }

  /** Tells the server what has changed since the last time. */
  flush(): Effect[] {
    if (this.#state !== "open") return [];
    const effects: Effect[] = [];
    for (const channels of inParts([...this.#left])) effects.push(send({ op: "unsubscribe", channels }));
    this.#left.clear();
    const asked = [...this.#channels].filter(([, wanted]) => wanted.ask !== "no");
    for (const part of inParts(asked)) {
      const since: Record<string, number> = {};
      for (const [channel, wanted] of part) {
        if (wanted.ask === "resume" && wanted.position !== undefined) since[channel] = wanted.position;
        wanted.ask = "no";
      }
      effects.push(send({ op: "subscribe", channels: part.map(([channel]) => channel), since }));
    }
    return effects;
  }

  opened(now: number): Effect[] {
    if (this.#state === "closed") return [{ kind: "disconnect" }];
    this.#state = "open";
    this.#lastFrame = now;
    this.#lastPing = now;
    this.#left.clear();
    for (const wanted of this.#channels.values()) {
      wanted.healing = undefined;
      wanted.ask = wanted.position === undefined ? "anew" : "resume";
    }
    return this.flush();
  }

  /** The connection is gone, or could not be made. `random` is in [0, 1). */
  lost(now: number, random: number): Effect[] {
    if (this.#state === "closed") return [];
    this.#state = "reconnecting";
    const most = Math.min(BACKOFF_MS.first * 2 ** this.#failures, BACKOFF_MS.most);
    this.#failures += 1;
    const afterMs = Math.max(Math.round(most * (0.5 + random / 2)), this.#retryAt - now);
    return [{ kind: "connect", afterMs }];
  }

  /**
   * The network or the reader is back: what waits for its next attempt tries now (not before the time that the
   * server named), and what fell silent meanwhile is given up.
   */
  wake(now: number): Effect[] {
    if (this.#state === "open") return this.tick(now);
    if (this.#state !== "reconnecting") return [];
    this.#failures = 0;
    return [{ kind: "connect", afterMs: Math.max(0, this.#retryAt - now) }];
  }

  /** To be called every few seconds. */
  tick(now: number): Effect[] {
    if (this.#state !== "open") return [];
    if (now - this.#lastFrame >= MUTE_MS) return [{ kind: "disconnect" }];
    const effects = this.flush();
    if (now - this.#lastPing < PING_MS) return effects;
    this.#lastPing = now;
    return [...effects, send({ op: "ping" })];
  }

  frame(text: string, now: number): Effect[] {
    this.#lastFrame = now;
    const { events, control } = readFrame(text);
    if (events.length > 0) this.#failures = 0;
    const effects = events.flatMap((event) => this.#event(event, now));
    if (control?.op === "shutdown") {
      this.#retryAt = now + control.retryInMs;
      effects.push({ kind: "disconnect" });
    } else if (control?.op === "error") {
      for (const channel of control.channels) {
        effects.push(...this.#refusal(channel, control.code, control.detail));
      }
    }
    return effects;
  }

  close(): Effect[] {
    this.#state = "closed";
    return [{ kind: "disconnect" }];
  }

  #event(event: StreamEvent, now: number): Effect[] {
    const wanted = this.#channels.get(event.ch);
    if (wanted === undefined) return [];
    switch (judge(wanted.position, event)) {
      case "old":
        return [];
      case "hole":
        if (wanted.healing !== undefined && now - wanted.healing < HEAL_MS) return [];
        wanted.healing = now;
        wanted.ask = "resume";
        return this.flush();
      case "next":
        wanted.position = event.seq;
        return [{ kind: "event", event }];
    }
  }

  #refusal(channel: string, code: string, detail: string): Effect[] {
    const wanted = this.#channels.get(channel);
    if (wanted === undefined) return [];
    if (code === "unavailable") {
      // For now only: asked again with the next tick.
      wanted.ask = wanted.position === undefined ? "anew" : "resume";
      return [];
    }
    this.#channels.delete(channel);
    return [{ kind: "refused", channel, code, detail }];
  }
}

function send(frame: unknown): Effect {
  return { kind: "send", text: JSON.stringify(frame) };
}

function inParts<T>(list: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let i = 0; i < list.length; i += CHANNELS_A_FRAME) parts.push(list.slice(i, i + CHANNELS_A_FRAME));
  return parts;
}
