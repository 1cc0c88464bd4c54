import { barJson } from "../../../contract/bar-json.ts";
import { parseChannel } from "../../../contract/channels.ts";
import { type EventHead, eventHead, splitFrame } from "../../../durable-objects/shared/event-head.ts";
import { BarTable } from "../../../durable-objects/symbol-hub/bar-table.ts";
import type { NodeSql } from "../../support/node-sql.ts";

/** What all subscribers together have seen: the one true log of each channel. */
export class Chronicle {
  readonly logs = new Map<string, Map<number, string>>();
  readonly violations: string[] = [];
  /** Log events seen, by all subscribers. */
  seen = 0;
  readonly #sql: NodeSql;
  readonly #bars: BarTable;

  constructor(sql: NodeSql) {
    this.#sql = sql;
    this.#bars = new BarTable(sql);
  }

  violation(text: string): void {
    if (this.violations.length < 20) this.violations.push(text);
  }

  text(channel: string, seq: number): string | undefined {
    return this.logs.get(channel)?.get(seq);
  }

  /** A log event reached a subscriber. `live` ones are checked against what is on disk at this moment. */
  log(head: EventHead, json: string, who: string): void {
    this.seen += 1;
    const log = this.logs.get(head.channel) ?? new Map<number, string>();
    this.logs.set(head.channel, log);
    const known = log.get(head.seq);
    if (known === undefined) log.set(head.seq, json);
    else if (known !== json)
      this.violation(`${who}: ${head.channel} ${head.seq} is now ${json}, it was ${known}`);
    this.#checkStored(json, head, who);
  }

  /**
   * Whether the hub had to leave numbers out between two: after a crash, with the trades since the checkpoint
   * out of reach. A gap follows such a jump at once.
   */
  jumped(channel: string, from: number, to: number): boolean {
    return this.#sql
      .all<{ seq: number }>(
        "SELECT seq FROM event WHERE channel = ? AND seq > ? AND seq <= ?",
        channel,
        from + 1,
        to + 1,
      )
      .some(({ seq }) => this.text(channel, seq - 1) === undefined);
  }

  #checkStored(json: string, head: EventHead, who: string): void {
    const channel = parseChannel(head.channel);
    if (channel?.kind !== "bars" || channel.timeframe === "1s" || head.type === "gap") return;
    if (this.#sql.inTransaction) this.violation(`${who}: announced before its transaction ended: ${json}`);
    const { bar }: { bar: { openTime: number; revision: number; final: boolean } } = JSON.parse(json).data;
    if (!bar.final) this.violation(`${who}: a log event is not final: ${json}`);
    const stored = this.#bars.get(channel.timeframe, bar.openTime);
    if (stored === undefined || stored.revision < bar.revision)
      this.violation(`${who}: announced but not on disk: ${json}`);
    else if (stored.revision === bar.revision && !json.includes(barJson(stored)))
      this.violation(`${who}: announced otherwise than stored: ${json}`);
  }
}

/** A subscriber that checks what it is told as it comes. */
export class Watcher {
  readonly name: string;
  readonly channels: readonly string[];
  /** The last log event it has, by channel: what it resumes from. */
  readonly positions = new Map<string, number>();
  readonly #chronicle: Chronicle;
  readonly #tradeIds = new Map<string, number>();
  readonly #lastText = new Map<string, string>();

  constructor(name: string, channels: readonly string[], chronicle: Chronicle) {
    this.name = name;
    this.channels = channels;
    this.#chronicle = chronicle;
  }

  /** The frame to subscribe with on a new connection. */
  subscribeFrame(resume: boolean): string {
    if (!resume) {
      this.positions.clear();
      this.#tradeIds.clear();
    }
    const since = Object.fromEntries(this.positions);
    return JSON.stringify({ op: "subscribe", id: 1, channels: this.channels, since });
  }

  receive(frame: string): void {
    if (frame.startsWith('{"op":"error"')) this.#chronicle.violation(`${this.name}: ${frame}`);
    if (frame.startsWith('{"op":')) return;
    for (const json of splitFrame(frame)) {
      const head = eventHead(json);
      if (head === undefined) this.#chronicle.violation(`${this.name}: no event: ${json}`);
      else this.#event(head, json);
    }
  }

  #event(head: EventHead, json: string): void {
    const { channel, seq, type } = head;
    const position = this.positions.get(channel);
    if (type === "snapshot") {
      if (position !== undefined && seq < position) this.#bad(`a snapshot at ${seq} after ${position}`, json);
      if (position !== undefined && !isState(channel) && !this.#chronicle.jumped(channel, position, seq))
        this.#bad(`a snapshot instead of what followed ${position}`, json);
      this.positions.set(channel, seq);
      this.#tradeIds.delete(channel);
      return;
    }
    // A hub that has no ticker yet has no snapshot of it.
    if (position === undefined && isState(channel)) return;
    if (position === undefined) this.#bad("an event before the snapshot", json);
    else if (seq === position + 1) {
      this.positions.set(channel, seq);
      this.#chronicle.log(head, json, this.name);
      if (channel.startsWith("trades:")) this.#trade(head, json);
      this.#lastText.set(channel, json);
    } else if (seq !== position) this.#bad(`${seq} after ${position}`, json);
    else if (channel.startsWith("trades:") || this.#lastText.get(channel) === json || type === "gap")
      this.#bad("a log event twice", json);
  }

  /** Trade ids follow one another; what is skipped is what the gap says. */
  #trade(head: EventHead, json: string): void {
    const { data } = JSON.parse(json);
    const last = this.#tradeIds.get(head.channel);
    if (head.type === "gap") {
      if (last !== undefined) this.#tradeIds.set(head.channel, last + data.missed);
      return;
    }
    const id: number = data.trades[0][0];
    if (last !== undefined && id !== last + 1) this.#bad(`trade ${id} after ${last}`, json);
    this.#tradeIds.set(head.channel, id);
  }

  #bad(what: string, json: string): void {
    this.#chronicle.violation(`${this.name}: ${what}: ${json.slice(0, 300)}`);
  }
}

function isState(channel: string): boolean {
  return /^(ticker|status|indicators):/.test(channel);
}
