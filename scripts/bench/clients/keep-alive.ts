import { connect, type Socket } from "node:net";

const HEAD_END = Buffer.from("\r\n\r\n");

/** One HTTP/1.1 connection that asks for the same page again and again, for as little as Node can do it for. */
export class KeepAlive {
  readonly #socket: Socket;
  readonly #request: Buffer;
  readonly #onAnswer: () => boolean;
  readonly #onError: (error: Error) => void;
  #head: Buffer[] = [];
  /** Bytes of the body that are still to come; undefined while the head is read. */
  #missing: number | undefined;

  /** `onAnswer` is called for each complete answer and says whether to ask again. */
  constructor(url: URL, onAnswer: () => boolean, onError: (error: Error) => void) {
    this.#onAnswer = onAnswer;
    this.#onError = onError;
    this.#request = Buffer.from(`GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`);
    this.#socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    this.#socket.on("error", onError);
    this.#socket.on("data", (chunk) => this.#read(chunk));
  }

  ask(): void {
    this.#socket.write(this.#request);
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    if (this.#missing === undefined) {
      this.#head.push(chunk);
      const head = Buffer.concat(this.#head);
      const end = head.indexOf(HEAD_END);
      if (end < 0) return;
      const length = /^HTTP\/1\.1 200 [\s\S]*?\r\ncontent-length: (\d+)/i.exec(
        head.toString("latin1", 0, end),
      );
      if (length === null) {
        this.#onError(new Error(`not an answer to measure: ${head.toString("latin1", 0, 200)}`));
        return;
      }
      this.#head = [];
      this.#missing = Number(length[1]) - (head.length - end - HEAD_END.length);
    } else {
      this.#missing -= chunk.length;
    }
    if (this.#missing > 0) return;
    this.#missing = undefined;
    if (this.#onAnswer()) this.ask();
  }
}
