import { type CatchUp, type CatchUpRequest, eventJson } from "../../contract/stream.ts";
import type { SubscriberPort } from "../../durable-objects/shared/fan-out-subscriber.ts";
import type { StreamClient } from "../../durable-objects/shared/stream-client.ts";
import { StreamServer } from "../../durable-objects/shared/stream-server.ts";
import type { FakeTime } from "./fake-time.ts";

/**
 * The stream side of a hub, as far as a relay can tell: logs that survive a restart, the real protocol towards
 * its subscribers. What it publishes is numbers, not a market.
 */
export class TestHub {
  /** Every log event of a channel, by its number less one. */
  readonly logs = new Map<string, string[]>();
  readonly #time: FakeTime;
  #server: StreamServer<SubscriberPort>;
  #connections: { readonly end: () => void; readonly mute: () => void }[] = [];

  constructor(time: FakeTime) {
    this.#time = time;
    this.#server = this.#newServer();
  }

  get subscribers(): number {
    return this.#server.size;
  }

  channels(): string[] {
    return [...this.#server.fanOut.channels()];
  }

  head(channel: string): number {
    return this.logs.get(channel)?.length ?? 0;
  }

  log(channel: string, type: "update" | "snapshot" = "update"): void {
    const log = this.logs.get(channel) ?? [];
    const seq = log.length + 1;
    const json = eventJson(channel, seq, type, this.#time.now(), `{"n":${seq}}`);
    this.logs.set(channel, [...log, json]);
    this.#server.fanOut.publishLog({ channel, seq, log: true, json });
  }

  state(channel: string, data: string): void {
    const seq = this.head(channel);
    const json = eventJson(channel, seq, "update", this.#time.now(), data);
    this.#server.fanOut.publishState(channel, seq, () => json);
  }

  /** Sends what a broken hub might: any text, to every subscriber. */
  sayRaw(text: string): void {
    for (const client of this.#server.clients()) client.port.send(text);
  }

  revoke(channels: readonly string[]): void {
    this.#server.revoke(channels, "unknown_symbol");
  }

  catchUp({ channel, since }: CatchUpRequest): CatchUp {
    if (channel.includes("NONE")) return { channel, error: "unknown_symbol" };
    const head = this.head(channel);
    if (since !== undefined && since <= head) {
      return { channel, head, events: (this.logs.get(channel) ?? []).slice(since) };
    }
    const ts = this.#time.now();
    return { channel, head, events: [eventJson(channel, head, "snapshot", ts, `{"head":${head}}`)] };
  }

  /** A relay's end of a new connection. `onEnd` is called when the hub goes away. */
  connect(intervalMs: number, onFrame: (text: string) => void, onEnd: () => void) {
    let open = true;
    let audible = true;
    const end = () => {
      if (!open) return;
      open = false;
      onEnd();
    };
    const server = this.#server;
    const client: StreamClient<SubscriberPort> = server.open(
      {
        send: (text) => {
          if (open && audible) onFrame(text);
        },
        close: end,
      },
      { intervalMs, pack: true },
      this.#time.now(),
    );
    const mute = () => {
      audible = false;
    };
    this.#connections.push({ end, mute });
    return {
      send: (text: string) => {
        if (open) void server.onFrame(client, text, this.#time.now());
      },
      close: () => {
        open = false;
        server.remove(client);
      },
    };
  }

  /** Its present connections stay open and say nothing any more. */
  mute(): void {
    for (const connection of this.#connections) connection.mute();
  }

  /** Its connections break and its memory is gone; its logs are not. */
  restart(): void {
    const connections = this.#connections;
    this.#connections = [];
    this.#server = this.#newServer();
    for (const { end } of connections) end();
  }

  #newServer(): StreamServer<SubscriberPort> {
    return new StreamServer<SubscriberPort>(
      { trusted: true, catchUp: async (request) => this.catchUp(request) },
      this.#time.later,
    );
  }
}
