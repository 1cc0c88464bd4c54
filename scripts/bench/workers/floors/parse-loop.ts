import { DurableObject } from "cloudflare:workers";

/** The floor of a hub: an object that takes frames from an outgoing socket and does nothing but parse them. */
export class Floor extends DurableObject {
  override async fetch(request: Request): Promise<Response> {
    const source = new URL(request.url).searchParams.get("source") ?? "";
    const { webSocket: socket } = await fetch(source, { headers: { Upgrade: "websocket" } });
    if (socket === null) return new Response("no socket", { status: 502 });
    socket.addEventListener("message", ({ data }) => {
      if (typeof data !== "string") return;
      const frame: { stream?: string } = JSON.parse(data);
      if (frame.stream === "end") socket.send("parsed");
    });
    socket.accept();
    return new Response("connected");
  }
}

export default {
  fetch: (request, env) => env.FLOOR.getByName("floor").fetch(request),
} satisfies ExportedHandler<{ readonly FLOOR: DurableObjectNamespace<Floor> }>;
