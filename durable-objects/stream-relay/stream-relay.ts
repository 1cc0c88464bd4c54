import { DurableObject } from "cloudflare:workers";
import { OWNER_HEADER, type RelayDebt, type RelayStats, type StreamRelayRpc } from "../../contract/rpc.ts";
import type { CatchUp } from "../../contract/stream.ts";
import { listSymbols } from "../../platform/d1/symbols.ts";
import type { Env } from "../../platform/env.ts";
import { Alarms } from "../shared/alarms.ts";
import { parseStreamSettings } from "../shared/stream-settings.ts";
import { clientAddress } from "./client-address.ts";
import { readMark } from "./client-mark.ts";
import { hubStubs } from "./hub-stubs.ts";
import { KnownSymbols } from "./known-symbols.ts";
import { problem } from "./problem.ts";
import { Relay, type RelayClient } from "./relay.ts";
import { SocketPort } from "./socket-port.ts";
import { openEventStream } from "./sse.ts";
import { Timers } from "./timers.ts";

/** More sockets than this are refused; the caller tries another relay. */
const MAX_CLIENTS = 2_000;
/** An address that has too many connections may try again after this. */
const CROWDED_RETRY_S = 5;
/** Keeps an object with clients in memory and sweeps the silent, also when its timers were lost. */
const WATCH_MS = 30_000;

/**
 * Serves the stream to clients: `fetch` takes `/ws` (Upgrade) and `/sse`. A thin shell around `Relay`: client
 * sockets are the platform's, so they survive the object's eviction.
 */
export class StreamRelay extends DurableObject<Env> implements StreamRelayRpc {
  readonly #timers = new Timers();
  readonly #relay: Relay;
  readonly #alarms: Alarms<"watch">;
  readonly #clients = new Map<WebSocket, RelayClient>();
  #eventStreams = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { later } = this.#timers;
    const now = () => Date.now();
    const known = new KnownSymbols({
      read: async () => (await listSymbols(env.DB)).map(({ symbol }) => symbol),
      later,
      now,
    });
    this.#relay = new Relay(hubStubs(env, known), { later, now, random: () => Math.random() });
    this.#alarms = new Alarms(
      ctx.storage,
      { watch: { everyMs: WATCH_MS, run: () => this.#watch() } },
      (name, error) => console.error(JSON.stringify({ event: "alarm_failed", name, error: String(error) })),
    );
    this.#restore();
  }

  override async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const isSocket = url.pathname.endsWith("/ws");
    if (!isSocket && !url.pathname.endsWith("/sse")) return problem("not_found");
    if (isSocket && request.headers.get("Upgrade")?.toLowerCase() !== "websocket") {
      return problem("upgrade_required");
    }
    if (this.#relay.size >= MAX_CLIENTS) return problem("unavailable", { retryAfterS: 1 });
    const address = clientAddress(request.headers.get("CF-Connecting-IP"));
    const who = { address, owner: request.headers.get(OWNER_HEADER) ?? undefined };
    if (this.#relay.isCrowded(address)) {
      return problem("rate_limited", {
        detail: "Too many connections from this address.",
        retryAfterS: CROWDED_RETRY_S,
      });
    }
    const parsed = parseStreamSettings(url.searchParams);
    if ("errors" in parsed) return problem("invalid_input", { errors: parsed.errors });
    if (this.#alarms.at("watch") === undefined) this.#alarms.schedule("watch", Date.now() + WATCH_MS);
    if (!isSocket) {
      return openEventStream(this.#relay, request, who, parsed.settings, (change) => {
        this.#eventStreams += change;
      });
    }
    const { 0: theirs, 1: ours } = new WebSocketPair();
    this.ctx.acceptWebSocket(ours);
    this.#clients.set(ours, this.#relay.open(new SocketPort(ours, who), parsed.settings));
    return new Response(null, { status: 101, webSocket: theirs });
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const client = this.#clients.get(socket);
    if (client !== undefined) await this.#relay.onFrame(client, message);
  }

  override webSocketClose(socket: WebSocket): void {
    this.#forget(socket);
    // The client's code may be one that must not be sent (1005, 1006), so it is not echoed.
    socket.close(1000, "goodbye");
  }

  override webSocketError(socket: WebSocket): void {
    this.#forget(socket);
  }

  override alarm(): Promise<void> {
    return this.#alarms.run(Date.now());
  }

  async getStats(): Promise<RelayStats> {
    const totals = this.#relay.totals;
    return {
      name: this.ctx.id.name ?? this.ctx.id.toString(),
      sockets: this.#relay.size - this.#eventStreams,
      sseStreams: this.#eventStreams,
      channels: totals.channels,
      sent: totals.sent,
      received: totals.received,
      closedFlood: totals.closedFlood,
      closedSilent: totals.closedSilent,
      resumes: totals.resumes,
    };
  }

  snapshot(channels: readonly string[], connectingIp?: string): Promise<readonly CatchUp[] | RelayDebt> {
    return this.#relay.snapshot(channels, clientAddress(connectingIp));
  }

  /**
   * Test hook: lets go of timers and hubs, which keep the object in memory, so that it can be evicted. Client
   * sockets stay. Nothing is forwarded any more until the object is made anew.
   */
  letGo(): void {
    this.#timers.clear();
    this.#relay.letGo();
  }

  #restore(): void {
    const survivors = this.ctx.getWebSockets().flatMap((socket) => {
      const state = readMark(socket.deserializeAttachment());
      if (state !== undefined) return [{ socket, port: new SocketPort(socket, state), state }];
      // A mark of another version: the client comes back and resumes by `since`.
      socket.close(1012, "the service restarted");
      return [];
    });
    const clients = this.#relay.restore(survivors);
    for (const [i, { socket }] of survivors.entries()) {
      const client = clients[i];
      if (client !== undefined) this.#clients.set(socket, client);
    }
  }

  #forget(socket: WebSocket): void {
    const client = this.#clients.get(socket);
    this.#clients.delete(socket);
    if (client !== undefined) this.#relay.remove(client);
  }

  #watch(): void {
    this.#relay.tick();
    if (this.#relay.size === 0) this.#alarms.cancel("watch");
  }
}
