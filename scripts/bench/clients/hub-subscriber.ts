import { WebSocket } from "ws";
import { within } from "../clock.ts";

const TRADE = '"trades":[[';

/** A hub's subscriber as a relay is one: packed frames of trades, 1m and 1s bars. Sees how far the trades are. */
export class HubSubscriber {
  readonly #socket: WebSocket;
  #lastId = -1;
  #trades = 0;
  #wanted: { readonly id: number; readonly reached: () => void } | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => this.#receive(String(data)));
  }

  /** Connects and subscribes, to `more` channels too; resolves once it is live. */
  static async open(url: string, symbol: string, more: readonly string[] = []): Promise<HubSubscriber> {
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/bench/stream/${symbol}?pack=1&interval=100`, {
      perMessageDeflate: false,
      maxPayload: 64 * 1024 * 1024,
    });
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    const acked = new Promise((resolve) => socket.once("message", resolve));
    const channels = [`trades:${symbol}`, `bars:${symbol}:1m`, `bars:${symbol}:1s`, ...more];
    socket.send(JSON.stringify({ op: "subscribe", id: 1, channels }));
    await within("the subscription", 10_000, acked);
    return new HubSubscriber(socket);
  }

  /** Trade events received so far, those of the first snapshot aside. */
  get trades(): number {
    return this.#trades;
  }

  /** Resolves when the trade with this id has arrived. */
  reach(id: number): Promise<void> {
    if (this.#lastId >= id) return Promise.resolve();
    return new Promise((reached) => {
      this.#wanted = { id, reached };
    });
  }

  close(): void {
    this.#socket.terminate();
  }

  #receive(text: string): void {
    let at = text.indexOf(TRADE);
    if (at < 0 || text.includes('"type":"snapshot"')) return;
    for (let next = at; next >= 0; next = text.indexOf(TRADE, at + 1)) {
      at = next;
      this.#trades += 1;
    }
    this.#lastId = Number.parseInt(text.slice(at + TRADE.length, at + TRADE.length + 16), 10);
    if (this.#wanted !== undefined && this.#lastId >= this.#wanted.id) {
      this.#wanted.reached();
      this.#wanted = undefined;
    }
  }
}
