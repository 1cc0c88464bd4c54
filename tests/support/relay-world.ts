import { z } from "zod";
import { readMark } from "../../durable-objects/stream-relay/client-mark.ts";
import type { HubPort } from "../../durable-objects/stream-relay/hub-port.ts";
import { Relay, type RelayClient, type RelayPort } from "../../durable-objects/stream-relay/relay.ts";
import { FakeTime } from "./fake-time.ts";
import { TestHub } from "./test-hub.ts";

const EventSchema = z.object({
  ch: z.string(),
  seq: z.number(),
  type: z.enum(["snapshot", "update", "gap"]),
});
const ControlSchema = z.looseObject({ op: z.string() });

/** A client's end of a socket at a relay; the platform's end keeps the attachment. */
export class TestClient {
  readonly frames: string[] = [];
  closed: number | undefined;
  address: string | undefined;
  attachment: unknown;
  client: RelayClient | undefined;

  /** Control frames, parsed. */
  get controls(): Record<string, unknown>[] {
    return this.frames
      .filter((frame) => frame.startsWith('{"op":'))
      .map((frame) => ControlSchema.parse(JSON.parse(frame)));
  }

  /** Data frames of a channel, as text. */
  events(channel: string): string[] {
    return this.frames.filter((frame) => frame.startsWith(`{"ch":"${channel}"`));
  }

  /**
   * The log events of a channel, as text: those that move the sequence on. Throws where one is missing or
   * comes twice.
   */
  logOf(channel: string, since?: number): string[] {
    let position = since;
    const log: string[] = [];
    for (const json of this.events(channel)) {
      const event = EventSchema.parse(JSON.parse(json));
      if (position === undefined || (event.type === "snapshot" && event.seq > position)) {
        position = event.seq;
        continue;
      }
      if (event.seq === position) continue;
      if (event.seq !== position + 1) throw new Error(`${channel}: ${event.seq} after ${position}`);
      position = event.seq;
      log.push(json);
    }
    return log;
  }
}

/** A relay, its hubs and its clients, with a clock that moves when told and a network that takes its time. */
export class RelayWorld {
  readonly time = new FakeTime();
  readonly hubs = new Map<string, TestHub>();
  readonly clients = new Set<TestClient>();
  /** Delay of the next call or connection to a hub, in ms. */
  latencyMs: () => number = () => 1;
  /** Makes calls and connections fail. */
  broken = false;
  calls = 0;
  connections = 0;
  relay: Relay;
  #alive = { value: true };
  #hubSockets = new Set<{ close(): void }>();

  constructor() {
    this.relay = this.#newRelay();
  }

  hub(symbol: string): TestHub {
    const hub = this.hubs.get(symbol) ?? new TestHub(this.time);
    this.hubs.set(symbol, hub);
    return hub;
  }

  connect(settings: { intervalMs?: number; pack?: boolean; address?: string } = {}): TestClient {
    const end = new TestClient();
    end.address = settings.address;
    this.clients.add(end);
    end.client = this.relay.open(this.#portOf(end), {
      intervalMs: settings.intervalMs ?? 100,
      pack: settings.pack ?? false,
    });
    return end;
  }

  send(end: TestClient, frame: unknown): void {
    if (end.client === undefined) return;
    void this.relay.onFrame(end.client, typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  disconnect(end: TestClient): void {
    this.clients.delete(end);
    if (end.client !== undefined) this.relay.remove(end.client);
  }

  /** The relay's memory, timers and connections to hubs are gone; client sockets and attachments stay. */
  evict(): void {
    this.#alive.value = false;
    this.#alive = { value: true };
    for (const socket of this.#hubSockets) socket.close();
    this.#hubSockets.clear();
    this.relay = this.#newRelay();
    const survivors = [...this.clients].flatMap((end) => {
      const state = readMark(structuredClone(end.attachment));
      if (state === undefined) return [];
      end.address = state.address;
      return [{ end, port: this.#portOf(end), state }];
    });
    const restored = this.relay.restore(survivors);
    for (const [i, { end }] of survivors.entries()) end.client = restored[i];
  }

  #portOf(end: TestClient): RelayPort {
    const alive = this.#alive;
    return {
      address: end.address,
      send: (text) => {
        if (alive.value) end.frames.push(text);
      },
      close: (code) => {
        if (!alive.value) return;
        end.closed = code;
        this.clients.delete(end);
      },
      save: (mark) => {
        if (alive.value) end.attachment = structuredClone(mark);
      },
    };
  }

  #newRelay(): Relay {
    const alive = this.#alive;
    const later = (run: () => void, ms: number) =>
      this.time.later(() => {
        if (alive.value) run();
      }, ms);
    const hubs: HubPort = {
      catchUp: async (symbol, requests) => {
        this.calls += 1;
        await this.#travel();
        const answers = requests.map((request) => this.hub(symbol).catchUp(request));
        await this.#travel();
        return answers;
      },
      connect: async (symbol, intervalMs, handlers) => {
        this.connections += 1;
        await this.#travel();
        const socket = this.hub(symbol).connect(
          intervalMs,
          (text) => {
            if (alive.value) handlers.onFrame(text);
          },
          () => {
            if (alive.value) handlers.onClose();
          },
        );
        this.#hubSockets.add(socket);
        return socket;
      },
    };
    return new Relay(hubs, { later, now: this.time.now, random: () => 0.5 });
  }

  async #travel(): Promise<void> {
    await new Promise<void>((resolve) => this.time.later(resolve, this.latencyMs()));
    if (this.broken) throw new Error("the network is broken");
  }
}
