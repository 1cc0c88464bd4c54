import { createServer, type Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { FaultBox } from "../../replay/faults/fault-box.ts";
import type { SymbolMarket } from "../../replay/model/market.ts";
import { tickerEvent, tickerOf } from "../../replay/model/ticker.ts";
import { SymbolView } from "../../replay/model/view.ts";
import { answerRest } from "../../replay/rest/router.ts";
import { WeightCounter } from "../../replay/rest/weights.ts";
import { clockMs, until } from "../clock.ts";
import { textFrame } from "./text-frame.ts";

/** A hub takes a socket for mute after ten seconds without data: between rounds it is told a ticker. */
const ALIVE_MS = 2_000;

/** One connected socket, to which whole frames are written as they are. */
export interface Link {
  write(frames: Buffer): void;
  /** When something was last written, by the monotonic clock. */
  readonly writtenAt: number;
  /** The next text the other side sends. */
  nextText(): Promise<string>;
}

/**
 * An exchange of one symbol that says what a benchmark tells it to, when it tells it to: REST is the replay
 * exchange's, on a clock that stands still between the benchmark's steps. `/stream` is the hub's socket, any
 * other path that of the floor of this name.
 */
export class BenchExchange {
  readonly view: SymbolView;
  /** The exchange's time, ms. */
  now: number;
  readonly faults = new FaultBox();
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #links = new Map<string, Link>();
  #alive: NodeJS.Timeout | undefined;

  constructor(market: SymbolMarket, startAt: number) {
    this.view = new SymbolView(market);
    this.now = startAt;
    const { symbol } = market.spec;
    const exchange = {
      symbols: [symbol],
      view: () => this.view,
      faults: this.faults,
      clock: { speed: 1, now: () => this.now },
      weights: new WeightCounter(1_000_000),
    };
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? "/", "http://bench");
      answerRest(request, response, url, exchange).catch((error: unknown) =>
        response.destroy(error as Error),
      );
    });
    this.#server.on("upgrade", (request, socket, head) => {
      const { pathname } = new URL(request.url ?? "/", "http://bench");
      const name = pathname === "/stream" ? "hub" : pathname.slice(1);
      this.#sockets.handleUpgrade(request, socket, head, (accepted) => {
        this.#links.set(name, linkOf(accepted, socket));
        accepted.on("close", () => this.#links.delete(name));
        accepted.on("error", () => accepted.terminate());
      });
    });
  }

  /** Starts to listen. @returns the port. */
  async listen(): Promise<number> {
    this.#alive = setInterval(() => {
      const hub = this.#links.get("hub");
      if (hub !== undefined && clockMs() - hub.writtenAt >= ALIVE_MS) hub.write(this.#ticker());
    }, ALIVE_MS);
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** The connected socket of the hub, or of a floor by its name. */
  link(name: string): Promise<Link> {
    return until(`a connection of ${name}`, 20_000, () => this.#links.get(name));
  }

  async close(): Promise<void> {
    clearInterval(this.#alive);
    for (const socket of this.#sockets.clients) socket.terminate();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  #ticker(): Buffer {
    const { symbol } = this.view.market.spec;
    const data = JSON.stringify(tickerEvent(symbol, tickerOf(this.view, this.now), this.now, false));
    return textFrame(`{"stream":"${symbol.toLowerCase()}@ticker","data":${data}}`);
  }
}

function linkOf(socket: WebSocket, raw: Duplex): Link {
  let writtenAt = clockMs();
  return {
    write(frames) {
      writtenAt = clockMs();
      raw.write(frames);
    },
    get writtenAt() {
      return writtenAt;
    },
    nextText: () => new Promise((resolve) => socket.once("message", (data) => resolve(String(data)))),
  };
}
