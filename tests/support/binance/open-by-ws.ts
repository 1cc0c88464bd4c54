import WebSocket from "ws";
import { failureOfStatus, retryAfterMs } from "../../../platform/feeds/binance/refusal.ts";
import type { OpenSocket } from "../../../platform/feeds/binance/socket.ts";

/** Sockets by the `ws` package, which tells the status of a refused handshake as workerd's fetch does. */
export const openByWs: OpenSocket = (url, events) => {
  const socket = new WebSocket(url.replace(/^http/, "ws"));
  let state: "connecting" | "open" | "over" = "connecting";

  function refuse(failure: Parameters<typeof events.onRefused>[0], retryMs: number | null, detail: string) {
    if (state !== "connecting") return;
    state = "over";
    events.onRefused(failure, retryMs, detail);
  }

  socket.on("open", () => {
    if (state !== "connecting") return;
    state = "open";
    events.onOpen();
  });
  socket.on("unexpected-response", (_request, response) => {
    const status = response.statusCode ?? 0;
    const headers = new Headers(
      Object.entries(response.headers).map(([name, value]): [string, string] => [name, String(value)]),
    );
    response.resume();
    refuse(failureOfStatus(status), retryAfterMs(headers, Date.now()), `handshake: HTTP ${status}`);
  });
  socket.on("message", (data: Buffer, binary: boolean) => {
    if (state !== "open") return;
    if (binary) events.onBinary(data.byteLength);
    else events.onFrame(data.toString());
  });
  socket.on("error", (error) => refuse("unavailable", null, `handshake: ${error.message}`));
  socket.on("close", (code) => {
    if (state !== "open") return;
    state = "over";
    events.onClose(`closed with ${code}`);
  });

  return () => {
    state = "over";
    socket.terminate();
  };
};
