import { ChannelLog, EventSchema } from "./channel-log.ts";
import type { StreamTruth } from "./stream-truth.ts";

/** A subscriber over server-sent events that writes down what it hears and holds it to the rules. */
export class SseClient {
  readonly channels: ReadonlyMap<string, ChannelLog>;
  /** The cursor of the last event that had one. */
  lastEventId: string | undefined;
  open = false;
  readonly #url: string;
  #abort: AbortController | undefined;

  constructor(name: string, url: string, channels: readonly string[], truth: StreamTruth) {
    this.#url = `${url}/api/stream/sse?channels=${channels.join(",")}`;
    this.channels = new Map(channels.map((channel) => [channel, new ChannelLog(name, channel, truth)]));
  }

  log(channel: string): ChannelLog {
    const log = this.channels.get(channel);
    if (log === undefined) throw new Error(`${channel} is not followed`);
    return log;
  }

  /** Opens the stream; a cursor from before is sent as `Last-Event-ID`. Resolves with the answer's head. */
  async connect(): Promise<Response> {
    const abort = new AbortController();
    this.#abort = abort;
    const headers = this.lastEventId === undefined ? {} : { "Last-Event-ID": this.lastEventId };
    const response = await fetch(this.#url, { headers, signal: abort.signal });
    if (response.ok && response.body !== null) {
      this.open = true;
      void this.#read(response.body).finally(() => {
        if (this.#abort === abort) this.open = false;
      });
    }
    return response;
  }

  close(): void {
    this.#abort?.abort();
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = "";
    try {
      for await (const chunk of body) {
        text += decoder.decode(chunk, { stream: true });
        for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
          this.#take(text.slice(0, end));
          text = text.slice(end + 2);
        }
      }
    } catch {
      // Closed by us, or cut off: what was heard stays.
    }
  }

  #take(block: string): void {
    const data: string[] = [];
    for (const line of block.split("\n")) {
      if (line.startsWith("id:")) this.lastEventId = line.slice(3).trim();
      if (line.startsWith("data:")) data.push(line.slice(5).trimStart());
    }
    if (data.length === 0) return;
    const text = data.join("\n");
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !("ch" in value)) return;
    const event = EventSchema.parse(value);
    this.log(event.ch).take(event, text);
  }
}
