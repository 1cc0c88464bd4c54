import { barJson } from "../../contract/bar-json.ts";
import type { BarQuery, HubBarPage } from "../../contract/hub.ts";
import { type CatchUp, type CatchUpRequest, eventJson } from "../../contract/stream.ts";
import type { SubscriberPort } from "../../durable-objects/shared/fan-out-subscriber.ts";
import { StreamServer } from "../../durable-objects/shared/stream-server.ts";
import type { HubSocket, HubSocketHandlers } from "../../durable-objects/stream-relay/hub-port.ts";
import type { Bar } from "../../market/bars/bar.ts";
import { parseDecimal } from "../../market/bars/decimal.ts";
import { closeTimeOf, type EpochMs, type Timeframe } from "../../market/time/timeframe.ts";
import type { FakeTime } from "./fake-time.ts";

const SNAPSHOT_BARS = 3;

/** A symbol's hub as far as its bars of one timeframe go: numbered, kept, served by the real protocol. */
export class BarHub {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly #time: FakeTime;
  readonly #server: StreamServer<SubscriberPort>;
  readonly #log: string[] = [];
  readonly #ends = new Set<() => void>();
  #bars: Bar[] = [];
  #forming: Bar | undefined;
  #clock: EpochMs = 0;
  /** The symbol does not exist. */
  refuses = false;

  constructor(symbol: string, timeframe: Timeframe, time: FakeTime) {
    this.symbol = symbol;
    this.timeframe = timeframe;
    this.#time = time;
    const catchUp = async (request: CatchUpRequest) => this.#catchUp(request);
    this.#server = new StreamServer<SubscriberPort>({ trusted: true, catchUp }, time.later);
  }

  get subscribers(): number {
    return this.#server.size;
  }

  /** A final bar, or another revision of one. */
  final(openTime: EpochMs, close: number, revision = 0): void {
    const bar = this.#bar(openTime, close, revision, true);
    this.#bars = [...this.#bars.filter((known) => known.openTime !== openTime), bar].sort(
      (a, b) => a.openTime - b.openTime,
    );
    this.#clock = Math.max(this.#clock, bar.closeTime);
    const channel = `bars:${this.symbol}:${this.timeframe}`;
    const seq = this.#log.length + 1;
    const json = eventJson(channel, seq, "update", bar.closeTime, `{"bar":${barJson(bar)}}`);
    this.#log.push(json);
    this.#server.fanOut.publishLog({ channel, seq, log: true, json });
  }

  /** The bar that forms; the exchange's time is `at`. */
  form(openTime: EpochMs, close: number, at: EpochMs): void {
    this.#forming = this.#bar(openTime, close, 0, false);
    this.#clock = Math.max(this.#clock, at);
    const channel = `bars:${this.symbol}:${this.timeframe}`;
    const json = eventJson(channel, this.#log.length, "update", at, `{"bar":${barJson(this.#forming)}}`);
    this.#server.fanOut.publishState(channel, this.#log.length, () => json);
  }

  /** The ticker: nothing is traded, but time goes on. */
  tick(at: EpochMs): void {
    this.#clock = Math.max(this.#clock, at);
    const channel = `ticker:${this.symbol}`;
    this.#server.fanOut.publishState(channel, 1, () => eventJson(channel, 1, "update", at, "{}"));
  }

  async getBars({ limit }: BarQuery): Promise<HubBarPage> {
    const bars = this.#bars.slice(-limit);
    return { bars, more: bars.length < this.#bars.length, oldest: this.#bars[0]?.openTime ?? null };
  }

  async connect(intervalMs: number, { onFrame, onClose }: HubSocketHandlers): Promise<HubSocket> {
    let open = true;
    const end = () => {
      if (!open) return;
      open = false;
      onClose();
    };
    const port: SubscriberPort = { send: (text) => open && onFrame(text), close: end };
    const client = this.#server.open(port, { intervalMs, pack: true }, this.#time.now());
    this.#ends.add(end);
    return {
      send: (text) => {
        if (open) void this.#server.onFrame(client, text, this.#time.now());
      },
      close: () => {
        open = false;
        this.#ends.delete(end);
        this.#server.remove(client);
      },
    };
  }

  /** Every connection breaks. */
  cut(): void {
    const clients = [...this.#server.clients()];
    for (const client of clients) this.#server.remove(client);
    for (const end of [...this.#ends]) end();
    this.#ends.clear();
  }

  #catchUp({ channel, since }: CatchUpRequest): CatchUp {
    if (this.refuses) return { channel, error: "unknown_symbol" };
    if (!channel.startsWith("bars:")) return { channel, head: 1, events: [] };
    const head = this.#log.length;
    if (since !== undefined && since > 0 && since <= head)
      return { channel, head, events: this.#log.slice(since) };
    const shown = [...this.#bars.slice(-SNAPSHOT_BARS), ...(this.#forming ? [this.#forming] : [])];
    const data = `{"bars":[${shown.map((bar) => barJson(bar)).join(",")}]}`;
    return { channel, head, events: [eventJson(channel, head, "snapshot", this.#clock, data)] };
  }

  #bar(openTime: EpochMs, close: number, revision: number, final: boolean): Bar {
    const price = parseDecimal(close.toFixed(4), 8);
    const none = parseDecimal("0", 8);
    return {
      ...{ openTime, closeTime: closeTimeOf(openTime, this.timeframe), final, revision, source: "trades" },
      ...{ open: price, high: price, low: price, close: price, volume: none, quoteVolume: none, n: 1 },
      ...{ takerBuyVolume: none, takerBuyQuoteVolume: none, firstId: null, lastId: null },
    };
  }
}
