import type { OpenSocket } from "./socket.ts";

/**
 * Sockets by the standard constructor, for runtimes without `fetch` upgrades. It hides the status of a
 * refused handshake, so every refusal is `unavailable`.
 */
export const openByConstructor: OpenSocket = (url, events) => {
  const socket = new WebSocket(url.replace(/^http/, "ws"));
  socket.binaryType = "arraybuffer";
  let opened = false;
  let over = false;

  socket.addEventListener("open", () => {
    if (over) return;
    opened = true;
    events.onOpen();
  });
  socket.addEventListener("message", ({ data }: { data: unknown }) => {
    if (over) return;
    if (typeof data === "string") events.onFrame(data);
    else events.onBinary(data instanceof ArrayBuffer ? data.byteLength : 0);
  });
  socket.addEventListener("close", ({ code, reason }) => end(`closed with ${code} ${reason}`.trim()));
  socket.addEventListener("error", () => end("socket error"));

  function end(detail: string): void {
    if (over) return;
    over = true;
    if (opened) events.onClose(detail);
    else events.onRefused("unavailable", null, `handshake: ${detail}`);
  }

  return () => {
    over = true;
    socket.close();
  };
};
