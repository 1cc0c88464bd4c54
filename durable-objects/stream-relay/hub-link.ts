import { z } from "zod";
import { type EventHead, eventHead, splitFrame } from "../shared/event-head.ts";
import type { Later } from "../shared/fan-out-subscriber.ts";
import type { HubPort, HubSocket } from "./hub-port.ts";

export interface HubLinkHandlers {
  /** An event of a followed channel that is not behind its position, in order, without a hole. */
  onEvent(head: EventHead, json: string, log: boolean): void;
  /** All events of one frame were handed over. */
  onFrameDone(): void;
  /** The hub says that these do not exist (any more). */
  onRefused(channels: readonly string[], code: "unknown_channel" | "unknown_symbol"): void;
  /** Nothing was followed for a while and the link is closed: it can be forgotten. */
  onIdle(): void;
}

export interface HubLinkTools {
  readonly later: Later;
  readonly now: () => number;
  readonly random: () => number;
}

const IDLE_MS = 30_000;
const BACKOFF_MS = { first: 100, most: 5_000 };
/** A hub sends at least a heartbeat each 15 s, and answers a connection at once. */
const MUTE_MS = 40_000;
/** A relay's ping keeps the hub from taking it for dead. */
const PING_MS = 25_000;
/** Sooner than this a channel that has a hole or was refused for now is not asked for again. */
const RECOVER_MS = 1_000;

interface Followed {
  readonly start: number;
  position: number;
  /** When the hub was asked again because of a hole. */
  recoveringSince: number | undefined;
}

const jsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.issues.push({ code: "custom", message: "not JSON", input: text });
    return z.NEVER;
  }
});
const RefusalSchema = jsonText.pipe(
  z.object({
    op: z.literal("error"),
    code: z.enum(["unknown_channel", "unknown_symbol", "unavailable"]),
    channels: z.array(z.string()),
  }),
);

/**
 * A relay's connection to one hub: opened when the first channel is followed, resumed from each channel's
 * position after any break, closed when nothing was followed for 30 s.
 */
export class HubLink {
  readonly #symbol: string;
  readonly #hubs: Pick<HubPort, "connect">;
  readonly #handlers: HubLinkHandlers;
  readonly #tools: HubLinkTools;
  readonly #channels = new Map<string, Followed>();
  #intervalMs = Number.POSITIVE_INFINITY;
  #socket: HubSocket | undefined;
  /** Counts connections, so that what a given-up one still says is not heard. */
  #generation = 0;
  #connecting = false;
  #failures = 0;
  #lastFrame = 0;
  #lastPing = 0;
  #idleSince: number | undefined;
  #closed = false;

  constructor(
    symbol: string,
    hubs: Pick<HubPort, "connect">,
    handlers: HubLinkHandlers,
    tools: HubLinkTools,
  ) {
    this.#symbol = symbol;
    this.#hubs = hubs;
    this.#handlers = handlers;
    this.#tools = tools;
  }

  followed(channel: string): { readonly start: number; readonly position: number } | undefined {
    return this.#channels.get(channel);
  }

  /** Follows a channel from the event after `position`, for subscribers that want state each `intervalMs`. */
  follow(channel: string, position: number, intervalMs: number): void {
    this.#idleSince = undefined;
    const isNew = !this.#channels.has(channel);
    if (isNew) this.#channels.set(channel, { start: position, position, recoveringSince: undefined });
    if (intervalMs < this.#intervalMs) {
      // The hub conflates by the socket's interval, so a more demanding subscriber needs another socket.
      this.#intervalMs = intervalMs;
      this.#reopen();
    } else if (isNew && this.#socket !== undefined) {
      this.#subscribe([channel]);
    } else {
      this.#open();
    }
  }

  unfollow(channel: string): void {
    if (!this.#channels.delete(channel)) return;
    this.#send({ op: "unsubscribe", channels: [channel] });
    if (this.#channels.size > 0) return;
    const since = this.#tools.now();
    this.#idleSince = since;
    this.#tools.later(() => {
      if (this.#idleSince !== since || this.#closed) return;
      this.close();
      this.#handlers.onIdle();
    }, IDLE_MS);
  }

  /** Keeps the connection alive and replaces a mute one; to be called every few seconds. */
  tick(): void {
    if (this.#socket === undefined && !this.#connecting) return;
    const now = this.#tools.now();
    if (now - this.#lastFrame >= MUTE_MS) {
      this.#reopen();
    } else if (this.#socket !== undefined && now - this.#lastPing >= PING_MS) {
      this.#lastPing = now;
      this.#send({ op: "ping" });
    }
  }

  /** Ends the link for good. */
  close(): void {
    this.#closed = true;
    this.#drop();
  }

  #reopen(): void {
    this.#drop();
    this.#open();
  }

  #drop(): void {
    this.#generation += 1;
    this.#connecting = false;
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close(1000, "done");
  }

  #open(): void {
    if (this.#socket !== undefined || this.#connecting || this.#channels.size === 0) return;
    this.#connecting = true;
    this.#lastFrame = this.#tools.now();
    this.#generation += 1;
    const generation = this.#generation;
    const isCurrent = () => generation === this.#generation && !this.#closed;
    const onClose = () => {
      if (isCurrent()) this.#retry();
    };
    const onFrame = (text: string) => {
      if (isCurrent()) this.#onFrame(text);
    };
    this.#hubs.connect(this.#symbol, this.#intervalMs, { onFrame, onClose }).then(
      (socket) => {
        if (!isCurrent()) return socket.close(1000, "done");
        this.#connecting = false;
        this.#socket = socket;
        this.#lastFrame = this.#tools.now();
        this.#lastPing = this.#lastFrame;
        this.#subscribe([...this.#channels.keys()]);
      },
      () => onClose(),
    );
  }

  #retry(): void {
    this.#drop();
    const most = Math.min(BACKOFF_MS.first * 2 ** this.#failures, BACKOFF_MS.most);
    this.#failures += 1;
    const generation = this.#generation;
    this.#tools.later(
      () => {
        if (generation === this.#generation && !this.#closed) this.#open();
      },
      most * (0.5 + this.#tools.random() / 2),
    );
  }

  #subscribe(channels: readonly string[]): void {
    const since: Record<string, number> = {};
    for (const channel of channels) since[channel] = this.#channels.get(channel)?.position ?? 0;
    if (channels.length > 0) this.#send({ op: "subscribe", channels, since });
  }

  #send(frame: unknown): void {
    try {
      this.#socket?.send(JSON.stringify(frame));
    } catch {
      this.#retry();
    }
  }

  #onFrame(text: string): void {
    this.#lastFrame = this.#tools.now();
    this.#failures = 0;
    if (text.startsWith('{"op":')) {
      this.#onControl(text);
      return;
    }
    for (const json of splitFrame(text)) {
      const head = eventHead(json);
      if (head !== undefined) this.#onEvent(head, json);
    }
    this.#handlers.onFrameDone();
  }

  #onEvent(head: EventHead, json: string): void {
    const channel = this.#channels.get(head.channel);
    if (channel === undefined || head.seq < channel.position) return;
    const log = head.seq > channel.position;
    if (log && head.seq !== channel.position + 1 && head.type !== "snapshot") {
      this.#recover(head.channel, channel);
      return;
    }
    if (log) {
      channel.position = head.seq;
      channel.recoveringSince = undefined;
    }
    this.#handlers.onEvent(head, json, log);
  }

  /** A hole: nothing of the channel passes until the hub has sent what is missing. */
  #recover(name: string, channel: Followed): void {
    const now = this.#tools.now();
    if (channel.recoveringSince !== undefined && now - channel.recoveringSince < RECOVER_MS) return;
    channel.recoveringSince = now;
    this.#subscribe([name]);
  }

  #onControl(text: string): void {
    const refusal = RefusalSchema.safeParse(text);
    if (!refusal.success) return;
    const { code } = refusal.data;
    const channels = refusal.data.channels.filter((channel) => this.#channels.has(channel));
    if (channels.length === 0) return;
    if (code === "unavailable") {
      const generation = this.#generation;
      this.#tools.later(() => {
        if (generation !== this.#generation) return;
        this.#subscribe(channels.filter((channel) => this.#channels.has(channel)));
      }, RECOVER_MS);
      return;
    }
    for (const channel of channels) this.unfollow(channel);
    this.#handlers.onRefused(channels, code);
  }
}
