import type { Env } from "../../platform/env.ts";
import type { HubPort, HubSocketHandlers } from "./hub-port.ts";
import type { KnownSymbols } from "./known-symbols.ts";

/**
 * The hubs as Durable Objects: RPC for catch-ups, a packed WebSocket for the stream. Only a known symbol's
 * object is asked; a stream is opened only after a catch-up.
 */
export function hubStubs(hubs: Env["SYMBOL_HUB"], known: Pick<KnownSymbols, "has">): HubPort {
  // A fresh stub for each use: one that has seen its object fail stays broken.
  const stubOf = (symbol: string) => hubs.get(hubs.idFromName(symbol));
  return {
    catchUp: async (symbol, requests) =>
      (await known.has(symbol))
        ? stubOf(symbol).catchUp(requests)
        : requests.map(({ channel }) => ({ channel, error: "unknown_symbol" })),
    connect: async (symbol, intervalMs, handlers) => {
      const response = await stubOf(symbol).fetch(`https://hub/stream?pack=1&interval=${intervalMs}`, {
        headers: { Upgrade: "websocket" },
      });
      const socket = response.webSocket;
      if (socket === null) throw new Error(`the hub of ${symbol} answered ${response.status}`);
      listen(socket, handlers);
      socket.accept();
      return socket;
    },
  };
}

function listen(socket: WebSocket, handlers: HubSocketHandlers): void {
  let open = true;
  const onEnd = () => {
    if (!open) return;
    open = false;
    handlers.onClose();
  };
  socket.addEventListener("message", ({ data }) => {
    if (typeof data === "string") handlers.onFrame(data);
  });
  socket.addEventListener("close", onEnd);
  socket.addEventListener("error", onEnd);
}
