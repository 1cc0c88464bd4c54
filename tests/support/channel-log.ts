import { z } from "zod";
import type { ExactBar } from "./exact-json.ts";
import { exactBars } from "./exact-json.ts";
import type { StreamTruth } from "./stream-truth.ts";

const TradeSchema = z.tuple([z.number(), z.number(), z.number(), z.number(), z.boolean()]);

export const EventSchema = z.object({
  ch: z.string(),
  seq: z.number().int().nonnegative(),
  type: z.enum(["snapshot", "update", "gap"]),
  ts: z.number().int(),
  data: z.looseObject({
    trades: z.array(TradeSchema).optional(),
    bars: z.array(z.looseObject({})).optional(),
    state: z.string().optional(),
    bar: z.looseObject({ openTime: z.number(), final: z.boolean(), revision: z.number() }).optional(),
  }),
});
export type Event = z.infer<typeof EventSchema>;

/**
 * One channel as one subscriber hears it, held to the sequence rules of the stream: log events count by one,
 * state events repeat the number, a snapshot may only go forward; trades are contiguous by id, final bars come in
 * order and change only by the next revision.
 */
export class ChannelLog {
  readonly channel: string;
  /** Texts of the log events, in the order heard. */
  readonly log: { readonly seq: number; readonly text: string }[] = [];
  readonly gaps: Event[] = [];
  snapshots = 0;
  /** Of a status channel: what was said last. */
  lastState: string | undefined;
  /** Events that repeated the number. */
  states = 0;
  /** The number of the last event; what a resume gives as `since`. */
  seq: number | undefined;
  readonly #name: string;
  readonly #truth: StreamTruth;
  readonly #finals = new Map<number, number>();
  #newestFinal = 0;
  #lastTrade: number | undefined;

  constructor(name: string, channel: string, truth: StreamTruth) {
    this.#name = name;
    this.channel = channel;
    this.#truth = truth;
  }

  /** Final bars heard as log events, in order, numbers as text. */
  get finals(): ExactBar[] {
    return this.log.flatMap(({ text }) => exactBars(text)).filter((bar) => bar.final);
  }

  take(event: Event, text: string): void {
    this.#truth.bars(this.channel, text);
    this.lastState = event.data.state ?? this.lastState;
    if (event.type === "snapshot") this.#snapshot(event);
    else if (this.seq === undefined) this.#complain(`an ${event.type} before any snapshot`);
    else if (event.seq === this.seq) this.#state(event);
    else this.#logged(event, text, this.seq + 1);
  }

  /** Where a resumed channel continues: the events after `since` are to come. */
  resumeAt(since: number): void {
    this.seq = since;
  }

  #snapshot(event: Event): void {
    if (this.seq !== undefined && event.seq < this.seq) {
      this.#complain(`a snapshot went back from ${this.seq} to ${event.seq}`);
    }
    this.snapshots += 1;
    this.seq = event.seq;
    const trades = event.data.trades ?? [];
    this.#lastTrade = trades.at(-1)?.[0] ?? this.#lastTrade;
  }

  #state(event: Event): void {
    this.states += 1;
    const { bar, trades } = event.data;
    if (event.type === "gap" || trades !== undefined) this.#complain(`number ${event.seq} was used twice`);
    if (bar !== undefined && !bar.final && bar.openTime < this.#newestFinal) {
      this.#complain(`the bar of ${bar.openTime} forms behind the final one of ${this.#newestFinal}`);
    }
  }

  #logged(event: Event, text: string, next: number): void {
    if (event.seq !== next) this.#complain(`a hole: ${event.seq} where ${next} was due`);
    this.seq = event.seq;
    this.log.push({ seq: event.seq, text });
    this.#truth.event(this.channel, event.seq, text);
    const { bar, trades } = event.data;
    if (event.type === "gap") {
      this.gaps.push(event);
      this.#lastTrade = undefined;
      return;
    }
    for (const [id] of trades ?? []) {
      if (this.#lastTrade !== undefined && id !== this.#lastTrade + 1) {
        this.#complain(`trade ${id} after ${this.#lastTrade}`);
      }
      this.#lastTrade = id;
    }
    if (bar === undefined) return;
    if (!bar.final) this.#complain(`log event ${event.seq} is a bar that still forms`);
    const known = this.#finals.get(bar.openTime);
    if (known !== undefined && bar.revision !== known + 1) {
      this.#complain(`revision ${bar.revision} of ${bar.openTime} after ${known}`);
    }
    if (known === undefined && bar.revision === 0 && bar.openTime <= this.#newestFinal) {
      this.#complain(`the first final of ${bar.openTime} after that of ${this.#newestFinal}`);
    }
    this.#finals.set(bar.openTime, bar.revision);
    this.#newestFinal = Math.max(this.#newestFinal, bar.openTime);
  }

  #complain(what: string): void {
    this.#truth.violation(`${this.#name}, ${this.channel}: ${what}`);
  }
}
