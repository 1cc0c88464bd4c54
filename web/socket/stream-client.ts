import { type ConnectionState, type Effect, StreamCore } from "./stream-core.ts";
import type { StreamEvent } from "./stream-event.ts";

/** What the client needs of a WebSocket; the browser's and Node's have it. */
export interface SocketLike {
  send(text: string): void;
  close(): void;
  addEventListener(
    type: "open" | "message" | "close" | "error",
    listener: (event: { readonly data?: unknown }) => void,
  ): void;
}

export interface StreamClientOptions {
  /** `wss://…/api/stream/ws`, with `?pack=1` for fewer frames and `&interval=` for more or fewer states. */
  readonly url: string;
  readonly WebSocket?: new (url: string) => SocketLike;
  /** Milliseconds, of any clock that only moves forward. */
  readonly now?: () => number;
  /** In [0, 1). */
  readonly random?: () => number;
  readonly setTimeout?: (run: () => void, ms: number) => unknown;
  /** Calls back when the network or the reader is back (web/socket/page-wake.ts). @returns how to stop that. */
  readonly onWake?: (wake: () => void) => () => void;
}

export interface ChannelListener {
  /** Every event of the channel in order: log events once each, without a hole, through any reconnect. */
  onEvent(event: StreamEvent): void;
  /** The channel cannot be had (`unknown_channel`, `unknown_symbol`, `too_many_channels`); it has ended. */
  onRefused?(code: string, detail: string): void;
}

export interface StreamClient {
  readonly state: ConnectionState;
  /** Calls back with every new state. @returns how to stop that. */
  onState(listener: (state: ConnectionState) => void): () => void;
  /**
   * Subscribes to a channel (`bars:BTCUSDT:1m`). The first event is a snapshot; another snapshot can come when
   * more was missed than the server's log holds, or another listener joined. @returns how to unsubscribe.
   */
  subscribe(channel: string, listener: ChannelListener): () => void;
  /** Ends everything, for good. */
  close(): void;
}

const TICK_MS = 5_000;

/** Wick's stream over one WebSocket: reconnects by itself with backoff, resumes where it was, notices silence. */
export function createStreamClient(options: StreamClientOptions): StreamClient {
  const Socket = options.WebSocket ?? globalThis.WebSocket;
  const now = options.now ?? Date.now;
  const random = options.random ?? Math.random;
  const later = options.setTimeout ?? ((run, ms) => setTimeout(run, ms));
  const core = new StreamCore();
  const listeners = new Map<string, Set<ChannelListener>>();
  const stateListeners = new Set<(state: ConnectionState) => void>();
  let socket: SocketLike | undefined;
  let told = core.state;
  let flushing = false;
  let planned = 0;

  const tellState = () => {
    if (told === core.state) return;
    told = core.state;
    for (const listener of [...stateListeners]) guarded(() => listener(core.state));
  };

  const perform = (effects: readonly Effect[]) => {
    for (const effect of effects) {
      switch (effect.kind) {
        case "connect":
          planConnect(effect.afterMs);
          break;
        case "disconnect":
          disconnect();
          break;
        case "send":
          socket?.send(effect.text);
          break;
        case "event":
          for (const listener of [...(listeners.get(effect.event.ch) ?? [])]) {
            guarded(() => listener.onEvent(effect.event));
          }
          break;
        case "refused": {
          const refused = listeners.get(effect.channel);
          listeners.delete(effect.channel);
          for (const listener of refused ?? []) {
            guarded(() => listener.onRefused?.(effect.code, effect.detail));
          }
          break;
        }
      }
    }
    tellState();
  };

  /** Gives the socket up without waiting for its goodbye, which a mute one may never say. */
  const disconnect = () => {
    const old = socket;
    socket = undefined;
    if (old === undefined) return;
    old.close();
    perform(core.lost(now(), random()));
  };

  const planConnect = (afterMs: number) => {
    planned += 1;
    const plan = planned;
    later(() => {
      if (plan === planned) connect();
    }, afterMs);
  };

  const connect = () => {
    if (core.state === "closed" || socket !== undefined) return;
    let current: SocketLike;
    try {
      current = new Socket(options.url);
    } catch {
      perform(core.lost(now(), random()));
      return;
    }
    socket = current;
    const on = (
      type: "open" | "message" | "close" | "error",
      act: (event: { readonly data?: unknown }) => void,
    ) =>
      current.addEventListener(type, (event) => {
        // What a socket that was given up still says is not heard.
        if (socket === current) act(event);
      });
    on("open", () => perform(core.opened(now())));
    on("message", ({ data }) => {
      if (typeof data === "string") perform(core.frame(data, now()));
    });
    on("close", disconnect);
    on("error", disconnect);
  };

  /** What is wanted in one turn goes out in one frame. */
  const flushSoon = () => {
    if (flushing) return;
    flushing = true;
    queueMicrotask(() => {
      flushing = false;
      perform(core.flush());
    });
  };

  const tick = () => {
    if (core.state === "closed") return;
    perform(core.tick(now()));
    later(tick, TICK_MS);
  };

  connect();
  later(tick, TICK_MS);
  const stopWaking = options.onWake?.(() => perform(core.wake(now())));

  return {
    get state() {
      return core.state;
    },
    onState(listener) {
      stateListeners.add(listener);
      return () => void stateListeners.delete(listener);
    },
    subscribe(channel, listener) {
      // Its own object, so that the same listener can be given twice.
      const entry: ChannelListener = {
        onEvent: (event) => listener.onEvent(event),
        onRefused: (code, detail) => listener.onRefused?.(code, detail),
      };
      const known = listeners.get(channel) ?? new Set();
      listeners.set(channel, known.add(entry));
      core.want(channel);
      flushSoon();
      return () => {
        if (!known.delete(entry) || known.size > 0 || listeners.get(channel) !== known) return;
        listeners.delete(channel);
        core.unwant(channel);
        flushSoon();
      };
    },
    close() {
      stopWaking?.();
      perform(core.close());
      listeners.clear();
    },
  };
}

/** A listener that throws is its owner's affair: reported as uncaught, and nobody else misses an event. */
function guarded(call: () => void): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
