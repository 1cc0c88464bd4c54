import { WebSocket } from "ws";

/** A socket that keeps what it receives, for tests. */
export class TestClient {
  readonly texts: string[] = [];
  pings = 0;
  closed: { code: number; reason: string } | undefined;
  readonly #socket: WebSocket;
  readonly #waiting = new Set<() => void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => this.#note(() => this.texts.push(data.toString())));
    socket.on("ping", () =>
      this.#note(() => {
        this.pings += 1;
      }),
    );
    socket.on("close", (code, reason) =>
      this.#note(() => {
        this.closed = { code, reason: reason.toString() };
      }),
    );
    socket.on("error", () => undefined);
  }

  /** Connects; rejects with the HTTP status when the handshake is refused. */
  static async connect(url: string, options: { autoPong?: boolean } = {}): Promise<TestClient> {
    const socket = new WebSocket(url, options);
    const client = new TestClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("unexpected-response", (_, response) => {
        reject(new Error(`${response.statusCode} ${response.headers["retry-after"] ?? ""}`.trim()));
        response.destroy();
      });
    });
    return client;
  }

  /** The understood frames so far. */
  frames(): Record<string, unknown>[] {
    return this.texts.flatMap((text) => {
      try {
        return [JSON.parse(text)];
      } catch {
        return [];
      }
    });
  }

  send(body: unknown): void {
    this.#socket.send(typeof body === "string" ? body : JSON.stringify(body));
  }

  /** Waits until `ready` says so; asked again whenever something arrives. */
  async until(ready: () => boolean): Promise<void> {
    while (!ready()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** Sends a request and waits for its answer. */
  async ask(body: unknown): Promise<Record<string, unknown>> {
    const before = this.texts.length;
    this.send(body);
    const answer = () =>
      this.texts
        .slice(before)
        .map((text): Record<string, unknown> => JSON.parse(text))
        .find((frame) => "result" in frame || "code" in frame);
    await this.until(() => answer() !== undefined);
    return answer() ?? {};
  }

  terminate(): void {
    this.#socket.terminate();
  }

  #note(change: () => void): void {
    change();
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
