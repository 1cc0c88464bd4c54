import { failureOfStatus, retryAfterMs } from "./refusal.ts";
import type { OpenSocket } from "./socket.ts";

/** The socket workerd hands out with the answer to an Upgrade; not part of the standard's Response. */
interface UpgradedSocket {
  binaryType: string;
  accept(): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { code: number; reason: string }) => void): void;
  addEventListener(type: "error", listener: () => void): void;
}

/**
 * Sockets by `fetch` with Upgrade, as workerd offers it: the only way to see the HTTP status of a refused
 * handshake, and so to tell a blocked region from a host that is down.
 */
export function openByUpgrade(fetcher: typeof fetch, now: () => number): OpenSocket {
  return (url, events) => {
    const abort = new AbortController();
    let socket: UpgradedSocket | null = null;
    let over = false;

    async function connect(): Promise<void> {
      const response = await fetcher(url.replace(/^ws/, "http"), {
        headers: { Upgrade: "websocket" },
        signal: abort.signal,
      });
      const upgraded = (response as { webSocket?: UpgradedSocket | null }).webSocket ?? null;
      if (upgraded === null) {
        await response.body?.cancel();
        if (over) return;
        over = true;
        const { status, headers } = response;
        events.onRefused(failureOfStatus(status), retryAfterMs(headers, now()), `handshake: HTTP ${status}`);
        return;
      }
      upgraded.binaryType = "arraybuffer";
      if (over) {
        upgraded.accept();
        upgraded.close(1000);
        return;
      }
      socket = upgraded;
      upgraded.addEventListener("message", ({ data }) => {
        if (over) return;
        if (typeof data === "string") events.onFrame(data);
        else events.onBinary(data instanceof ArrayBuffer ? data.byteLength : 0);
      });
      upgraded.addEventListener("close", ({ code, reason }) => end(`closed with ${code} ${reason}`.trim()));
      upgraded.addEventListener("error", () => end("socket error"));
      upgraded.accept();
      events.onOpen();
    }

    function end(detail: string): void {
      if (over) return;
      over = true;
      socket?.close();
      events.onClose(detail);
    }

    connect().catch((error: unknown) => {
      if (over) return;
      over = true;
      events.onRefused("unavailable", null, `handshake: ${error instanceof Error ? error.message : error}`);
    });

    return () => {
      if (over) return;
      over = true;
      if (socket === null) abort.abort();
      else socket.close(1000);
    };
  };
}
