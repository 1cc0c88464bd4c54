import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Timeframe } from "../../../market/time/timeframe.ts";
import type { Clock } from "../clock.ts";
import type { FaultBox } from "../faults/fault-box.ts";
import type { FaultAction } from "../faults/plan.ts";
import type { SymbolView } from "../model/view.ts";
import { shutdownFrame } from "./frames.ts";
import { MAX_STREAMS, Session } from "./session.ts";
import { parseStream } from "./stream-name.ts";
import { tape, type Wanted } from "./tape.ts";

const LIFETIME_MS = 86_400_000;
/** After a pause longer than this (a sleeping machine, a clock that was turned) the streams skip ahead. */
const LONGEST_LEAP_MS = 600_000;

export interface HubOptions {
  readonly views: ReadonlyMap<string, SymbolView>;
  readonly clock: Clock;
  readonly faults: FaultBox;
  /** How often sockets are pinged, and how long a pong may take. */
  readonly pingMs: number;
  readonly pongMs: number;
}

/** All sockets, and the beat that feeds them. */
export class StreamHub {
  readonly #options: HubOptions;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 65_536 });
  readonly #sessions = new Map<WebSocket, Session>();
  #cursor: number;
  #accepted = 0;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#cursor = options.clock.now();
  }

  get sockets(): number {
    return this.#sessions.size;
  }

  get accepted(): number {
    return this.#accepted;
  }

  /** Takes over a socket that asks for `/ws…` or `/stream…`; the fault plan may refuse it. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, url: URL): void {
    const combined = url.pathname === "/stream" || url.pathname.startsWith("/stream/");
    const raw = /^\/ws(?:\/(.*))?$/.exec(url.pathname);
    const refusal = this.#options.faults.refusal("ws", this.#options.clock.now());
    if (refusal !== undefined || (!combined && raw === null)) {
      const wait = refusal?.retryAfterSeconds;
      refuse(socket, refusal?.status ?? 404, wait === undefined ? wait : wait / this.#options.clock.speed);
      return;
    }
    const names = (combined ? (url.searchParams.get("streams") ?? "") : (raw?.[1] ?? "")).split("/");
    const streams = names.filter((name) => name !== "");
    if (streams.length > MAX_STREAMS) {
      refuse(socket, 400, undefined);
      return;
    }
    const micro = url.searchParams.get("timeUnit")?.toUpperCase() === "MICROSECOND";
    this.#server.handleUpgrade(request, socket, head, (accepted) => {
      this.#accept(accepted, streams, combined, micro);
    });
  }

  /** One beat: what happened on the exchange since the last one goes out, then the faults that are due. */
  beat(): void {
    const now = this.#options.clock.now();
    for (const action of this.#options.faults.due(now)) this.act(action);
    const from = Math.max(this.#cursor, now - LONGEST_LEAP_MS);
    this.#cursor = Math.max(now, this.#cursor);
    if (from < now) this.#play(from, now);
    for (const session of this.#sessions.values()) {
      session.flush(now);
      if (now >= session.closeAt) session.close(1001, "Server shutdown");
      else if (now - session.openedAt >= LIFETIME_MS) session.close(1008, "Connection lifetime exceeded");
    }
  }

  /** Carries out a fault at once. */
  act(action: FaultAction): void {
    const now = this.#options.clock.now();
    this.#options.faults.count(action.do === "falsify" ? "falsifyOrdered" : action.do);
    this.#options.faults.remember(action, now);
    for (const session of this.#sessions.values()) {
      if (action.do === "disconnect") session.terminate();
      if (action.do === "mute") session.mutedUntil = now + action.forSeconds * 1_000;
      if (action.do === "malformed") session.sendMalformed();
      if (action.do === "shutdown") {
        session.announce("!serverShutdown", shutdownFrame(now));
        session.closeAt = now + action.graceSeconds * 1_000;
      }
    }
  }

  /** Says good-bye to all sockets and waits until they are gone; a client that does not answer is cut off. */
  async close(): Promise<void> {
    const gone = [...this.#sessions.keys()].map(
      (socket) => new Promise<void>((resolve) => socket.once("close", () => resolve())),
    );
    for (const session of this.#sessions.values()) session.close(1001, "Server shutdown");
    const cut = setTimeout(() => {
      for (const session of this.#sessions.values()) session.terminate();
    }, 500);
    await Promise.all(gone);
    clearTimeout(cut);
    this.#server.close();
  }

  #accept(socket: WebSocket, streams: readonly string[], combined: boolean, micro: boolean): void {
    this.#accepted += 1;
    const { clock, faults, pingMs, pongMs } = this.#options;
    const session = new Session(socket, faults, {
      ordinal: this.#accepted,
      streams,
      combined,
      micro,
      openedAt: clock.now(),
    });
    this.#sessions.set(socket, session);
    // Pings are the transport's business: they go by the machine's clock, whatever the exchange's speed.
    let heard = Date.now();
    const ping = setInterval(() => {
      if (Date.now() - heard > pongMs) session.terminate();
      else socket.ping(String(Date.now()));
    }, pingMs);
    socket.on("pong", () => {
      heard = Date.now();
    });
    socket.on("message", (data, isBinary) => {
      if (!isBinary) session.receive(data.toString(), Date.now());
    });
    socket.on("error", () => session.terminate());
    socket.on("close", () => {
      clearInterval(ping);
      this.#sessions.delete(socket);
    });
  }

  #play(from: number, to: number): void {
    for (const [symbol, wanted] of this.#wanted()) {
      const view = this.#options.views.get(symbol);
      if (view === undefined) continue;
      for (const outgoing of tape(view, this.#options.faults, wanted, from, to)) {
        for (const session of this.#sessions.values()) {
          if (session.streams.has(outgoing.stream)) session.deliver(outgoing, to);
        }
      }
    }
  }

  #wanted(): Map<string, Wanted> {
    const all = new Map<
      string,
      { aggTrade: boolean; trade: boolean; ticker: boolean; frames: Timeframe[] }
    >();
    const names = new Set([...this.#sessions.values()].flatMap((session) => [...session.streams]));
    for (const name of names) {
      const stream = parseStream(name);
      if (stream === undefined) continue;
      let wanted = all.get(stream.symbol);
      if (wanted === undefined) {
        wanted = { aggTrade: false, trade: false, ticker: false, frames: [] };
        all.set(stream.symbol, wanted);
      }
      if (stream.kind === "kline") wanted.frames.push(stream.frame);
      else wanted[stream.kind] = true;
    }
    return all;
  }
}

function refuse(socket: Duplex, status: number, retryAfterSeconds: number | undefined): void {
  const wait = retryAfterSeconds === undefined ? "" : `Retry-After: ${Math.ceil(retryAfterSeconds)}\r\n`;
  socket.end(`HTTP/1.1 ${status} Refused\r\n${wait}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}
