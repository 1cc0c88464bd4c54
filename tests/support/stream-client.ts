import { WebSocket } from "ws";
import { ChannelLog, EventSchema } from "./channel-log.ts";
import type { StreamTruth } from "./stream-truth.ts";
import { until } from "./until.ts";

const PING_MS = 20_000;

export interface Control {
  readonly op: string;
  readonly id?: number | string;
  readonly code?: string;
  readonly channels?: readonly string[];
  readonly detail?: string;
}

/** A subscriber over a WebSocket that writes down what it hears and holds it to the rules. */
export class StreamClient {
  readonly name: string;
  readonly channels = new Map<string, ChannelLog>();
  /** Acks, errors, pongs, heartbeats, in the order heard. */
  readonly controls: Control[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  readonly #url: string;
  readonly #truth: StreamTruth;
  #socket: WebSocket | undefined;
  #ping: NodeJS.Timeout | undefined;
  #requests = 0;

  constructor(name: string, wsUrl: string, truth: StreamTruth, query = "") {
    this.name = name;
    this.#url = `${wsUrl}/api/stream/ws${query}`;
    this.#truth = truth;
  }

  /** Opens the socket; channels known from before are resumed by `since`. */
  async connect(): Promise<void> {
    this.closed = undefined;
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    const ping = setInterval(() => this.send({ op: "ping" }), PING_MS);
    this.#ping = ping;
    socket.on("message", (data) => this.#take(data.toString()));
    socket.on("close", (code, reason) => {
      clearInterval(ping);
      if (this.#socket === socket) this.closed = { code, reason: reason.toString() };
    });
    await new Promise<void>((resolve, reject) => {
      socket.once("open", () => resolve());
      socket.once("error", reject);
    });
    socket.on("error", () => {});
    if (this.channels.size > 0) await this.subscribe([...this.channels.keys()]);
  }

  /** Subscribes and waits for the answer. Channels heard before continue where they were. */
  async subscribe(
    channels: readonly string[],
    since: Readonly<Record<string, number>> = {},
  ): Promise<Control> {
    const from: Record<string, number> = { ...since };
    for (const channel of channels) {
      const log = this.channels.get(channel) ?? new ChannelLog(this.name, channel, this.#truth);
      this.channels.set(channel, log);
      const given = since[channel];
      if (given !== undefined) log.resumeAt(given);
      if (log.seq !== undefined) from[channel] = log.seq;
    }
    return await this.request({ op: "subscribe", channels, since: from });
  }

  /** Sends a frame with an id and waits for its ack, error or pong. */
  async request(frame: Readonly<Record<string, unknown>>): Promise<Control> {
    this.#requests += 1;
    const id = `r${this.#requests}`;
    this.send({ ...frame, id });
    return await until(`${this.name}: an answer to ${JSON.stringify(frame)}`, () =>
      this.controls.find((control) => control.id === id),
    );
  }

  send(frame: unknown): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#socket.send(typeof frame === "string" || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
  }

  log(channel: string): ChannelLog {
    const log = this.channels.get(channel);
    if (log === undefined) throw new Error(`${this.name} does not follow ${channel}`);
    return log;
  }

  /** From now on nothing is sent by itself. */
  mute(): void {
    clearInterval(this.#ping);
  }

  /** Stops reading from the socket; what comes stays in the way. */
  pause(): void {
    this.#socket?.pause();
  }

  /** Breaks the connection without a word. */
  terminate(): void {
    this.#socket?.terminate();
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined || socket.readyState === WebSocket.CLOSED) return;
    const gone = new Promise((resolve) => socket.once("close", resolve));
    socket.close(1000);
    await gone;
  }

  #take(text: string): void {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && "op" in value) {
      this.controls.push(value as Control);
      return;
    }
    const event = EventSchema.parse(value);
    const log = this.channels.get(event.ch);
    if (log === undefined) this.#truth.violation(`${this.name}: ${event.ch} was not asked for`);
    else log.take(event, text);
  }
}
