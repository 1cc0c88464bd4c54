import type { FeedHandlers, LiveFeed } from "../feed.ts";
import { type ConnectionAction, type ConnectionInput, observe, step } from "./connection.ts";
import type { ConnectionLimits } from "./connection-limits.ts";
import { isConnected, newConnection, nextDeadline } from "./connection-state.ts";
import type { ExchangeClock } from "./exchange-clock.ts";
import { parseFrame } from "./frames.ts";
import type { OpenSocket } from "./socket.ts";

export interface LiveOptions {
  readonly symbol: string;
  readonly wsUrls: readonly string[];
  readonly openSocket: OpenSocket;
  readonly limits: ConnectionLimits;
  readonly clock: ExchangeClock;
  readonly now: () => number;
  readonly random: () => number;
  /** 429 and 418 of a handshake: they stop everybody behind this address. */
  readonly onStopped: (status: 418 | 429, retryAfterMs: number) => void;
}

/** The thin shell around `connection.ts`: carries out its actions on real sockets and one timer. */
export function liveFeed(options: LiveOptions, handlers: FeedHandlers): LiveFeed {
  const { symbol, wsUrls, openSocket, limits, clock, now, random } = options;
  const name = symbol.toLowerCase();
  const path = `/stream?streams=${name}@aggTrade/${name}@kline_1m/${name}@ticker`;
  const connection = newConnection(wsUrls.length, limits);
  const sockets = new Map<number, () => void>();
  let timer: ReturnType<typeof setTimeout> | null = null;

  function advance(input: ConnectionInput, at: number = now()): void {
    perform(step(connection, input, at, random));
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const deadline = nextDeadline(connection);
    // A deadline of ages is cut so that it fits a timer; the tick then finds nothing to do.
    if (deadline === null) return;
    const delay = Math.min(Math.max(0, Math.ceil(deadline - at)), 3_600_000);
    timer = setTimeout(() => advance({ type: "tick" }), delay);
  }

  function perform(actions: readonly ConnectionAction[]): void {
    for (const action of actions) {
      switch (action.type) {
        case "connect":
          connect(action.socket, action.host);
          break;
        case "drop":
          sockets.get(action.socket)?.();
          sockets.delete(action.socket);
          break;
        case "announceOpen":
          handlers.onOpen();
          break;
        case "announceClosed":
          handlers.onClose(action.reason, action.detail);
          break;
        default:
          action satisfies never;
      }
    }
  }

  function connect(socket: number, host: number): void {
    // An announcement before this action may have made the owner close the feed.
    if (connection.candidate?.id !== socket) return;
    sockets.set(
      socket,
      openSocket(`${wsUrls[host]}${path}`, {
        onOpen: () => advance({ type: "opened", socket }),
        onFrame: (text) => receive(socket, text),
        onBinary: (bytes) => handlers.onBadFrame(`a binary frame of ${bytes} bytes`),
        onClose: (detail) => {
          sockets.delete(socket);
          advance({ type: "lost", socket, detail });
        },
        onRefused: (failure, retryAfterMs, detail) => {
          sockets.delete(socket);
          if (failure === "banned") options.onStopped(418, retryAfterMs ?? limits.stopMs);
          if (failure === "rate_limited") options.onStopped(429, retryAfterMs ?? limits.stopMs);
          advance({ type: "refused", socket, failure, retryAfterMs, detail });
        },
      }),
    );
  }

  function receive(socket: number, text: string): void {
    const frame = parseFrame(text, symbol);
    switch (frame.kind) {
      case "trade":
      case "kline":
      case "ticker": {
        clock.advance(frame.eventTime);
        handlers.onEvent(frame);
        const done = observe(connection, socket, frame.kind === "trade" ? frame.trade.id : null, now());
        if (done.length > 0) perform(done);
        break;
      }
      case "shutdown":
        advance({ type: "shutdown", socket });
        break;
      case "bad":
        handlers.onBadFrame(frame.detail);
        break;
      case "ignored":
        break;
      default:
        frame satisfies never;
    }
  }

  return {
    open: () => advance({ type: "open" }),
    tick: (at) => advance({ type: "tick" }, at),
    close: () => advance({ type: "close" }),
    get connected() {
      return isConnected(connection);
    },
  };
}
