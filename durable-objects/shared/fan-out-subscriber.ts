/** Where a subscriber's frames go: a WebSocket, an SSE stream. `send` may throw once it is closed. */
export interface SubscriberPort {
  send(text: string): void;
  close(code: number, reason: string): void;
}

export interface SubscriberSettings {
  /** State events: at most one a channel in this many milliseconds; 0 sends every one. */
  readonly intervalMs: number;
  /** Events that come in a burst are sent as JSON arrays, `[ev,ev,…]`, instead of one event a frame. */
  readonly pack: boolean;
}

/** Runs something once, after `ms`. Injected, so that time is the test's. */
export type Later = (run: () => void, ms: number) => void;

/** How long a packed subscriber's events are gathered after a frame went out. */
const PACK_MS = 1;
/** A pack is sent early at this many characters, far below the platform's message limit. */
const PACK_CHARS = 262_144;

/** One receiver of frames: sends at once, or gathers bursts into packs. Keeps the order of what it is given. */
export class Subscriber {
  readonly settings: SubscriberSettings;
  readonly #port: SubscriberPort;
  readonly #later: Later;
  #closed = false;
  #frames = 0;
  #pack = "";
  #gathering = false;

  constructor(port: SubscriberPort, settings: SubscriberSettings, later: Later) {
    this.#port = port;
    this.settings = settings;
    this.#later = later;
  }

  /** True once a send has failed or `close` was called; nothing is sent any more. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Frames handed to the port so far: what tells an idle subscriber from a served one. */
  get frames(): number {
    return this.#frames;
  }

  /** A control frame (ack, error, pong, heartbeat): one object, after every event given before it. */
  control(text: string): void {
    this.#flush();
    this.#send(text);
  }

  /** A data event, already serialised. */
  event(json: string): void {
    if (!this.settings.pack) {
      this.#send(json);
      return;
    }
    if (!this.#gathering) {
      this.#gathering = true;
      this.#send(json);
      this.#later(this.#onPackTime, PACK_MS);
      return;
    }
    this.#pack = this.#pack === "" ? `[${json}` : `${this.#pack},${json}`;
    if (this.#pack.length >= PACK_CHARS) this.#flush();
  }

  close(code: number, reason: string): void {
    if (this.#closed) return;
    this.#flush();
    this.#closed = true;
    try {
      this.#port.close(code, reason);
    } catch {
      // It is closed already: what was wanted.
    }
  }

  readonly #onPackTime = (): void => {
    if (this.#pack === "") {
      this.#gathering = false;
      return;
    }
    this.#flush();
    this.#later(this.#onPackTime, PACK_MS);
  };

  #flush(): void {
    if (this.#pack === "") return;
    const frame = `${this.#pack}]`;
    this.#pack = "";
    this.#send(frame);
  }

  #send(text: string): void {
    if (this.#closed) return;
    try {
      this.#port.send(text);
      this.#frames += 1;
    } catch {
      // A socket that died under us: its close handler removes the subscriber, others must not notice.
      this.#closed = true;
    }
  }
}
