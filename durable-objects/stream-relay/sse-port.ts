import { eventHead } from "../shared/event-head.ts";
import type { RelayPort } from "./relay.ts";
import { formatCursor } from "./sse-cursor.ts";

/** An event stream with this much unread is cut off; its client resumes from its cursor. */
const UNREAD_BYTES = 8 * 1024 * 1024;
const RETRY_MS = 2_000;

/** Writes the frames of the stream protocol as server-sent events. Knows a slow reader, unlike a WebSocket. */
export class SsePort implements RelayPort {
  readonly address: string | undefined;
  readonly owner: string | undefined;
  readonly body: ReadableStream<Uint8Array>;
  /** The last error frame, as it was sent. */
  refusal: string | undefined;
  readonly #encoder = new TextEncoder();
  readonly #positions: Map<string, number>;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #closed = false;

  /** `positions`: where the client says it is; `onGone`: it has hung up. */
  constructor(
    positions: Readonly<Record<string, number>>,
    { address, owner }: { readonly address: string | undefined; readonly owner: string | undefined },
    onGone: () => void,
  ) {
    this.address = address;
    this.owner = owner;
    this.#positions = new Map(Object.entries(positions));
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        cancel: () => {
          this.#closed = true;
          onGone();
        },
      },
      { highWaterMark: UNREAD_BYTES, size: (chunk) => chunk?.byteLength ?? 0 },
    );
    this.#write(`retry: ${RETRY_MS}\n\n`);
  }

  /** Tells the client where it is in every channel, also in those that had nothing to say yet. */
  mark(positions: Iterable<readonly [string, number]>): void {
    for (const [channel, seq] of positions) this.#positions.set(channel, seq);
    this.#write(`id: ${formatCursor(this.#positions)}\n\n`);
  }

  send(text: string): void {
    if (text.startsWith('{"op":')) this.#control(text);
    else this.#event(text);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#controller?.close();
  }

  #event(json: string): void {
    const head = eventHead(json);
    const isNews = head !== undefined && head.seq !== this.#positions.get(head.channel);
    if (isNews) this.#positions.set(head.channel, head.seq);
    // A state event leaves the cursor as it is, and a client keeps the last id it was given.
    const id = isNews ? `id: ${formatCursor(this.#positions)}\n` : "";
    this.#write(`${id}data: ${json}\n\n`);
  }

  #control(text: string): void {
    if (text.startsWith('{"op":"heartbeat"')) {
      this.#write(": heartbeat\n\n");
    } else if (text.startsWith('{"op":"error"')) {
      this.refusal = text;
      this.#write(`event: refused\ndata: ${text}\n\n`);
    }
  }

  #write(text: string): void {
    if (this.#closed || this.#controller === undefined) throw new Error("the event stream is closed");
    if ((this.#controller.desiredSize ?? 0) <= 0) {
      this.close();
      throw new Error("the event stream is not read");
    }
    this.#controller.enqueue(this.#encoder.encode(text));
  }
}
