import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type WebSocket as ServerSocket, WebSocketServer } from "ws";
import { eventJson } from "../../contract/stream.ts";
import type { SubscriberPort } from "../../durable-objects/shared/fan-out-subscriber.ts";
import { StreamServer } from "../../durable-objects/shared/stream-server.ts";
import { onPageWake, type PageTarget } from "./page-wake.ts";
import { createStreamClient, type StreamClient } from "./stream-client.ts";

const TRADES = "trades:BTCUSDT";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close();
});

/** The real protocol over real sockets on loopback; its log is numbers. */
async function startServer() {
  const log: string[] = [];
  const server = new StreamServer<SubscriberPort>(
    {
      catchUp: async ({ channel, since }) => {
        if (channel !== TRADES) return { channel, error: "unknown_symbol" };
        const head = log.length;
        if (since !== undefined) return { channel, head, events: log.slice(since) };
        return { channel, head, events: [eventJson(channel, head, "snapshot", 1, "{}")] };
      },
    },
    (run, ms) => void setTimeout(run, ms),
  );
  const sockets = new Set<ServerSocket>();
  const listener = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  listener.on("connection", (socket) => {
    sockets.add(socket);
    const client = server.open(
      { send: (text) => socket.send(text), close: (code, reason) => socket.close(code, reason) },
      { intervalMs: 100, pack: true },
      Date.now(),
    );
    socket.on("message", (data) => void server.onFrame(client, String(data), Date.now()));
    socket.on("close", () => {
      sockets.delete(socket);
      server.remove(client);
    });
  });
  await once(listener, "listening");
  closers.push(() => {
    for (const socket of sockets) socket.terminate();
    listener.close();
  });
  const { port } = listener.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}`,
    server,
    /** Breaks every connection without a goodbye. */
    cut: () => {
      for (const socket of sockets) socket.terminate();
    },
    publish: () => {
      const seq = log.length + 1;
      const json = eventJson(TRADES, seq, "update", seq, "{}");
      log.push(json);
      server.fanOut.publishLog({ channel: TRADES, seq, log: true, json });
    },
  };
}

function connect(url: string): StreamClient {
  // Waits pass a hundred times faster than they say.
  const client = createStreamClient({ url, setTimeout: (run, ms) => setTimeout(run, ms / 100) });
  closers.push(() => client.close());
  return client;
}

describe("the stream client over a real socket", () => {
  it("[STR-9] misses nothing and repeats nothing while its connection breaks again and again", async () => {
    const { url, cut, publish } = await startServer();
    const client = connect(url);
    const states: string[] = [];
    client.onState((state) => states.push(state));
    const seen: number[] = [];
    client.subscribe(TRADES, { onEvent: ({ seq }) => seen.push(seq) });
    await vi.waitFor(() => expect(seen).toEqual([0]));
    let published = 0;
    for (let round = 0; round < 5; round += 1) {
      for (let i = 0; i < 20; i += 1) publish();
      cut();
      for (let i = 0; i < 20; i += 1) publish();
      published += 40;
      await vi.waitFor(() => expect(seen.at(-1)).toBe(published), { timeout: 10_000 });
    }
    expect(seen).toEqual(Array.from({ length: 201 }, (_, i) => i));
    expect(states.slice(0, 3)).toEqual(["open", "reconnecting", "open"]);
  });

  it("gives every listener of a channel a snapshot, and leaves the channel with the last of them", async () => {
    const { url, server, publish } = await startServer();
    const client = connect(url);
    const first: string[] = [];
    const second: string[] = [];
    const leaveFirst = client.subscribe(TRADES, { onEvent: ({ type }) => first.push(type) });
    await vi.waitFor(() => expect(first).toEqual(["snapshot"]));
    const leaveSecond = client.subscribe(TRADES, { onEvent: ({ type }) => second.push(type) });
    await vi.waitFor(() => expect(second).toEqual(["snapshot"]));
    leaveFirst();
    publish();
    await vi.waitFor(() => expect(second).toEqual(["snapshot", "update"]));
    expect(first).not.toContain("update");
    leaveSecond();
    await vi.waitFor(() => expect(server.fanOut.has(TRADES)).toBe(false));
  });

  it("[STR-20] does not wait for its next attempt when the network is back or the page is seen again", async () => {
    const { url, cut } = await startServer();
    const window = new EventTarget();
    const page: PageTarget & { visibilityState: string } = Object.assign(new EventTarget(), {
      visibilityState: "hidden",
    });
    const client = createStreamClient({
      url,
      // No wait is ever over.
      setTimeout: (run, ms) => ms === 0 && setTimeout(run, 0),
      onWake: (wake) => onPageWake(window, page, wake),
    });
    closers.push(() => client.close());
    await vi.waitFor(() => expect(client.state).toBe("open"));
    for (const wake of [
      () => window.dispatchEvent(new Event("online")),
      () => {
        page.visibilityState = "visible";
        page.dispatchEvent(new Event("visibilitychange"));
      },
    ]) {
      cut();
      await vi.waitFor(() => expect(client.state).toBe("reconnecting"));
      wake();
      await vi.waitFor(() => expect(client.state).toBe("open"));
    }
    page.visibilityState = "hidden";
    cut();
    await vi.waitFor(() => expect(client.state).toBe("reconnecting"));
    page.dispatchEvent(new Event("visibilitychange"));
    client.close();
    window.dispatchEvent(new Event("online"));
    expect(client.state).toBe("closed");
  });

  it("says which channel cannot be had", async () => {
    const { url } = await startServer();
    const refused: string[] = [];
    connect(url).subscribe("trades:NONE", { onEvent: () => {}, onRefused: (code) => refused.push(code) });
    await vi.waitFor(() => expect(refused).toEqual(["unknown_symbol"]));
  });

  it("connects again when it was cut off, and ends when closed", async () => {
    const { url, server, cut } = await startServer();
    const client = connect(url);
    await vi.waitFor(() => expect(client.state).toBe("open"));
    cut();
    await vi.waitFor(() => expect(client.state).toBe("open"));
    client.close();
    expect(client.state).toBe("closed");
    await vi.waitFor(() => expect(server.size).toBe(0));
  });
});
