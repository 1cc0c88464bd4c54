import type { WebSocket } from "ws";
import type { FaultBox } from "../faults/fault-box.ts";
import { hashText } from "../model/random.ts";
import { parseCommand } from "./commands.ts";
import type { Frame } from "./frames.ts";
import type { Outgoing } from "./tape.ts";

export const MAX_STREAMS = 1_024;
const MAX_COMMANDS_A_SECOND = 5;
/** A frame that was held back to come out of order is sent this much later if nothing overtakes it. */
const HELD_MS = 2_000;

export interface SessionOptions {
  /** The how manieth connection this is; faults are drawn by it. */
  readonly ordinal: number;
  readonly streams: readonly string[];
  readonly combined: boolean;
  readonly micro: boolean;
  readonly openedAt: number;
}

/** One client's socket: its subscriptions, and what the fault plan does to its frames. */
export class Session {
  readonly streams = new Set<string>();
  readonly openedAt: number;
  /** Exchange time until which the socket says nothing. */
  mutedUntil = 0;
  /** Exchange time at which the server hangs up; set by a shutdown. */
  closeAt = Number.POSITIVE_INFINITY;
  readonly #socket: WebSocket;
  readonly #faults: FaultBox;
  readonly #ordinal: number;
  readonly #micro: boolean;
  #combined: boolean;
  #late: { text: string; at: number }[] = [];
  #held: { stream: string; text: string; at: number } | undefined;
  #commands = { second: 0, count: 0 };

  constructor(socket: WebSocket, faults: FaultBox, options: SessionOptions) {
    this.#socket = socket;
    this.#faults = faults;
    this.#ordinal = options.ordinal;
    this.#micro = options.micro;
    this.#combined = options.combined;
    this.openedAt = options.openedAt;
    for (const stream of options.streams) this.streams.add(stream);
  }

  /** Sends a frame of a stream, unless a fault strikes it. Only trades are struck one by one. */
  deliver({ stream, frame, tradeId }: Outgoing, now: number): void {
    if (now < this.mutedUntil) return;
    const text = this.#wrap(stream, frame);
    if (tradeId === undefined) {
      this.#send(text);
      return;
    }
    const target = [this.#ordinal, hashText(stream), tradeId];
    const faults = this.#faults;
    if (faults.strikes("disconnect", ...target)) {
      this.terminate();
      return;
    }
    if (faults.strikes("malformed", ...target)) this.#send(text.slice(0, Math.ceil(text.length / 2)));
    if (faults.strikes("drop", ...target)) return;
    if (faults.strikes("delay", ...target)) {
      this.#late.push({ text, at: now + faults.plan.delayMs });
      return;
    }
    if (this.#held === undefined && faults.strikes("reorder", ...target)) {
      this.#held = { stream, text, at: now + HELD_MS };
      return;
    }
    this.#send(text);
    if (faults.strikes("duplicate", ...target)) this.#send(text);
    if (this.#held?.stream === stream) this.#release();
  }

  /** Sends a frame that no fault strikes. */
  announce(stream: string, frame: Frame): void {
    this.#send(this.#wrap(stream, frame));
  }

  /** Half a frame, out of the blue. */
  sendMalformed(): void {
    this.#send('{"e":"aggTrade","E":');
  }

  /** Sends what was delayed or held back until now. */
  flush(now: number): void {
    if (this.#held !== undefined && this.#held.at <= now) this.#release();
    if (this.#late.length === 0) return;
    const due = this.#late.filter((entry) => entry.at <= now);
    this.#late = this.#late.filter((entry) => entry.at > now);
    if (now >= this.mutedUntil) for (const { text } of due) this.#send(text);
  }

  /** A frame from the client. `now` is the machine's clock, which the limit on frames goes by. */
  receive(text: string, now: number): void {
    const second = Math.floor(now / 1_000);
    if (this.#commands.second !== second) this.#commands = { second, count: 0 };
    this.#commands.count += 1;
    if (this.#commands.count > MAX_COMMANDS_A_SECOND) {
      this.#socket.close(1008, "Too many requests");
      return;
    }
    this.#send(JSON.stringify(this.#answer(text)));
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  #answer(text: string): object {
    const command = parseCommand(text);
    if ("error" in command) return command.error;
    const { id } = command;
    switch (command.method) {
      case "SUBSCRIBE":
        if (new Set([...this.streams, ...command.streams]).size > MAX_STREAMS) {
          return { code: 2, msg: "Invalid request: too many parameters", id };
        }
        for (const stream of command.streams) this.streams.add(stream);
        return { result: null, id };
      case "UNSUBSCRIBE":
        for (const stream of command.streams) this.streams.delete(stream);
        return { result: null, id };
      case "LIST_SUBSCRIPTIONS":
        return { result: [...this.streams], id };
      case "GET_PROPERTY":
        return { result: this.#combined, id };
      case "SET_PROPERTY":
        this.#combined = command.combined;
        return { result: null, id };
      default:
        return command satisfies never;
    }
  }

  #wrap(stream: string, frame: Frame): string {
    const data = frame.text(this.#micro);
    return this.#combined ? `{"stream":"${stream}","data":${data}}` : data;
  }

  #release(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) this.#send(held.text);
  }

  #send(text: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text);
  }
}
