import { ALERT_OWNER, ALERTS_CHANNEL } from "../../contract/alerts.ts";
import { symbolsOfPair } from "../../contract/pairs.ts";
import type { CatchUp, CatchUpRequest } from "../../contract/stream.ts";
import type { Env } from "../../platform/env.ts";
import type { HubPort, HubSocket, HubSocketHandlers } from "./hub-port.ts";
import type { KnownSymbols } from "./known-symbols.ts";

/**
 * The hubs as Durable Objects, symbols' and pairs', and the log of alerts, of which there is one: RPC for catch-ups, a packed WebSocket for the stream. Only a known
 * symbol's object is asked, and only a pair of two known symbols; a stream is opened only after a catch-up.
 */
export function hubStubs(
  { SYMBOL_HUB, PAIR_HUB, ALERT_LOG }: Pick<Env, "SYMBOL_HUB" | "PAIR_HUB" | "ALERT_LOG">,
  known: Pick<KnownSymbols, "has">,
): HubPort {
  // A fresh stub for each use: one that has seen its object fail stays broken.
  const stubOf = (source: string): HubStream => {
    if (source === ALERTS_CHANNEL) return ALERT_LOG.getByName(ALERT_OWNER);
    return symbolsOfPair(source) === undefined ? SYMBOL_HUB.getByName(source) : PAIR_HUB.getByName(source);
  };
  const isKnown = async (source: string) => {
    if (source === ALERTS_CHANNEL) return true;
    const symbols = symbolsOfPair(source) ?? [source];
    return (await Promise.all(symbols.map((symbol) => known.has(symbol)))).every(Boolean);
  };
  return {
    catchUp: async (source, requests) =>
      (await isKnown(source))
        ? stubOf(source).catchUp(requests)
        : requests.map(({ channel }) => ({ channel, error: "unknown_symbol" })),
    connect: (source, intervalMs, handlers) => connectTo(stubOf(source), source, intervalMs, handlers),
  };
}

/** What serves channels: a symbol's hub or a pair's. */
interface HubStream extends Pick<Fetcher, "fetch"> {
  catchUp(requests: readonly CatchUpRequest[]): Promise<readonly CatchUp[]>;
}

/** Opens a hub's stream. Rejects where it cannot. */
export async function connectTo(
  hub: Pick<Fetcher, "fetch">,
  name: string,
  intervalMs: number,
  handlers: HubSocketHandlers,
): Promise<HubSocket> {
  const response = await hub.fetch(`https://hub/stream?pack=1&interval=${intervalMs}`, {
    headers: { Upgrade: "websocket" },
  });
  const socket = response.webSocket;
  if (socket === null) throw new Error(`the hub of ${name} answered ${response.status}`);
  listen(socket, handlers);
  socket.accept();
  return socket;
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
