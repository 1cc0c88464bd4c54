import { createServer, type Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { FaultBox } from "../../replay/faults/fault-box.ts";
import type { SymbolMarket } from "../../replay/model/market.ts";
import { SymbolView } from "../../replay/model/view.ts";
import { answerRest } from "../../replay/rest/router.ts";
import { WeightCounter } from "../../replay/rest/weights.ts";
import { until } from "../clock.ts";

/** One connected socket, to which whole frames are written as they are. */
export interface Link {
  write(frames: Buffer): void;
  /** The next text the other side sends. */
  nextText(): Promise<string>;
}

/**
 * An exchange of one symbol that says what a benchmark tells it to, when it tells it to: REST is the replay
 * exchange's, on a clock that stands still between the benchmark's steps. `/stream` is the hub's socket; a
 * floor connects to `/floor`.
 */
export class BenchExchange {
  readonly view: SymbolView;
  /** The exchange's time, ms. */
  now: number;
  readonly faults = new FaultBox();
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #links = new Map<string, Link>();

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
      const name = (request.url ?? "").startsWith("/floor") ? "floor" : "hub";
      this.#sockets.handleUpgrade(request, socket, head, (accepted) => {
        this.#links.set(name, linkOf(accepted, socket));
        accepted.on("close", () => this.#links.delete(name));
        accepted.on("error", () => accepted.terminate());
      });
    });
  }

  /** Starts to listen. @returns the port. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** The connected socket of the hub or of the floor. */
  link(name: "hub" | "floor"): Promise<Link> {
    return until(`a connection of the ${name}`, 20_000, () => this.#links.get(name));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

function linkOf(socket: WebSocket, raw: Duplex): Link {
  return {
    write: (frames) => void raw.write(frames),
    nextText: () => new Promise((resolve) => socket.once("message", (data) => resolve(String(data)))),
  };
}
