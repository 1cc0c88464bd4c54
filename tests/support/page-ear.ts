import type { Page } from "playwright-core";
import { z } from "zod";
import { ChannelLog, EventSchema } from "./channel-log.ts";
import type { StreamTruth } from "./stream-truth.ts";

const ChannelsSchema = z.looseObject({ op: z.string(), since: z.record(z.string(), z.number()).optional() });

/** Listens in on a page's own sockets and holds what it is sent to the rules of the stream. */
export class PageEar {
  readonly channels = new Map<string, ChannelLog>();
  /** What the page has asked to be resumed from, by channel. */
  readonly resumed = new Map<string, number>();
  sockets = 0;
  readonly #truth: StreamTruth;

  constructor(page: Page, truth: StreamTruth) {
    this.#truth = truth;
    page.on("websocket", (socket) => {
      this.sockets += 1;
      socket.on("framesent", ({ payload }) => this.#sent(String(payload)));
      socket.on("framereceived", ({ payload }) => this.#received(String(payload)));
    });
  }

  #sent(text: string): void {
    const frame = ChannelsSchema.safeParse(JSON.parse(text));
    if (!frame.success) return;
    for (const [channel, seq] of Object.entries(frame.data.since ?? {})) this.resumed.set(channel, seq);
  }

  #received(text: string): void {
    const frame: unknown = JSON.parse(text);
    for (const value of Array.isArray(frame) ? frame : [frame]) {
      const event = EventSchema.safeParse(value);
      if (!event.success) continue;
      const { ch } = event.data;
      const log = this.channels.get(ch) ?? new ChannelLog("the page", ch, this.#truth);
      this.channels.set(ch, log);
      // Packed events come without their own text; numbers and order are what is looked at here.
      log.take(event.data, "");
    }
  }
}
