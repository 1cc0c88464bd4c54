import { DurableObject } from "cloudflare:workers";

/**
 * The floor of a relay: an object that sends each text of its outgoing socket to every client, unread. The
 * clients' sockets are hibernatable as a relay's are, and in a plain list, which is faster than to ask for them.
 */
export class Floor extends DurableObject {
  readonly #clients: WebSocket[] = [];

  override async fetch(request: Request): Promise<Response> {
    const source = new URL(request.url).searchParams.get("source");
    if (source !== null) return await this.#connect(source);
    const { 0: theirs, 1: ours } = new WebSocketPair();
    this.ctx.acceptWebSocket(ours);
    this.#clients.push(ours);
    return new Response(null, { status: 101, webSocket: theirs });
  }

  /** A client's ping keeps its socket from looking idle; nothing is answered. */
  override webSocketMessage(): void {}

  override webSocketClose(socket: WebSocket): void {
    const at = this.#clients.indexOf(socket);
    if (at >= 0) this.#clients.splice(at, 1);
  }

  async #connect(source: string): Promise<Response> {
    const { webSocket: socket } = await fetch(source, { headers: { Upgrade: "websocket" } });
    if (socket === null) return new Response("no socket", { status: 502 });
    socket.addEventListener("message", ({ data }) => {
      for (const client of this.#clients) client.send(data);
    });
    socket.accept();
    return new Response("connected");
  }
}

export default {
  fetch: (request, env) => env.FLOOR.getByName("floor").fetch(request),
} satisfies ExportedHandler<{ readonly FLOOR: DurableObjectNamespace<Floor> }>;
