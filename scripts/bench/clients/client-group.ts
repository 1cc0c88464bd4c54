import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { within } from "../clock.ts";
import type { FromClients, KeyKind, ToClients } from "./client-messages.ts";

/** What arrived: the key and the time of each update at each socket. */
export interface Recorded {
  readonly keys: Float64Array;
  readonly times: Float64Array;
}

export interface Reached {
  readonly at: number;
  readonly sample: string;
}

const PING_MS = 40_000;

/** WebSocket clients of one server, in a process beside the benchmark's. */
export class ClientGroup {
  readonly sockets: number;
  readonly #process: ChildProcess;
  readonly #pinging: NodeJS.Timeout;

  private constructor(process: ChildProcess, sockets: number) {
    this.#process = process;
    this.sockets = sockets;
    this.#pinging = setInterval(() => this.#tell({ type: "ping" }), PING_MS);
  }

  /** Connects that many sockets; resolves once each is live. @throws Error */
  static async open(options: {
    readonly url: string;
    readonly sockets: number;
    readonly subscribe?: object;
    readonly key: KeyKind;
  }): Promise<ClientGroup> {
    const child = fork(join(import.meta.dirname, "client-process.ts"), { serialization: "advanced" });
    const group = new ClientGroup(child, options.sockets);
    const subscribe = options.subscribe === undefined ? undefined : JSON.stringify(options.subscribe);
    const connected = group.#answer("connected");
    group.#tell({
      type: "connect",
      url: options.url.replace(/^http/, "ws"),
      sockets: options.sockets,
      subscribe,
      key: options.key,
    });
    try {
      await within(`${options.sockets} sockets to connect`, 90_000, connected);
    } catch (error) {
      group.close();
      throw error;
    }
    return group;
  }

  /**
   * Starts a new recording of updates with these (ascending) keys; resolves when the clients are ready for it.
   * @returns a promise of the moment when every socket had each of them, and the text of the last.
   */
  async expect(keys: readonly number[], limitMs: number): Promise<{ readonly reached: Promise<Reached> }> {
    const updates = keys.length * this.sockets;
    const reached = within(
      `${keys.length} updates at ${this.sockets} sockets`,
      limitMs,
      this.#answer("reached"),
    );
    // Whoever waits for it sees the failure; until then it is not an unhandled one.
    reached.catch(() => {});
    const expecting = this.#answer("expecting");
    this.#tell({ type: "expect", updates, firstKey: keys[0] ?? 0, lastKey: keys.at(-1) ?? 0 });
    await expecting;
    return { reached };
  }

  /** What has arrived since `expect`. */
  async collect(): Promise<Recorded> {
    const recorded = this.#answer("recorded");
    this.#tell({ type: "collect" });
    return await within("the clients' recording", 20_000, recorded);
  }

  close(): void {
    clearInterval(this.#pinging);
    this.#process.removeAllListeners("message");
    this.#process.disconnect();
  }

  #tell(message: ToClients): void {
    this.#process.send(message);
  }

  #answer<T extends FromClients["type"]>(type: T): Promise<Extract<FromClients, { type: T }>> {
    return new Promise((resolve, reject) => {
      const onMessage = (message: FromClients) => {
        if (message.type === "failed") reject(new Error(message.detail));
        else if (isOf(message, type)) resolve(message);
        else return;
        this.#process.off("message", onMessage);
      };
      this.#process.on("message", onMessage);
    });
  }
}

function isOf<T extends FromClients["type"]>(
  message: FromClients,
  type: T,
): message is Extract<FromClients, { type: T }> {
  return message.type === type;
}
