import { ANALYSED_TIMEFRAMES, ANALYSIS_KINDS } from "../../contract/channels.ts";
import { HUB_COUNTERS, type HubCounter } from "../../contract/hub.ts";
import type { StreamEvent } from "../../contract/stream.ts";
import type { EngineListener } from "../../market/bars/engine.ts";
import type { BarEvent, SilentMinutes } from "../../market/bars/store.ts";
import type { Trade } from "../../market/bars/trade.ts";
import { MODEL_TIMEFRAMES } from "../../market/forecast/horizons.ts";
import { type EpochMs, TIMEFRAMES, type Timeframe } from "../../market/time/timeframe.ts";
import type { FanOut } from "../shared/fan-out.ts";
import type { NumberedEvent, StoredEvent } from "./event-table.ts";
import { barEvent, gapEvent, tradeEvent } from "./events.ts";
import type { SecondEvent } from "./second-table.ts";
import type { Tables } from "./tables.ts";
import { TradeNumbers, type TradeSegment } from "./trade-numbers.ts";

/** What a checkpoint keeps of the journal. */
export interface JournalState {
  readonly heads: Readonly<Record<string, number>>;
  readonly segments: readonly TradeSegment[];
  readonly counters: Readonly<Partial<Record<HubCounter, number>>>;
  /** Seconds that wait for their chunk. Absent in what was written while each minute had one of its own. */
  readonly seconds?: readonly SecondEvent[];
}

/** Log events of 1m and up that are kept for `since`: days of 1m, more of the rest. */
const KEPT_EVENTS = 2_000;
/** Every channel of a hub that has numbers, without its symbol. */
const NUMBERED: readonly string[] = [
  ...["trades", "ticker", "status"],
  ...TIMEFRAMES.map((timeframe) => `bars:${timeframe}`),
  ...ANALYSIS_KINDS.flatMap((kind) => ANALYSED_TIMEFRAMES.map((timeframe) => `${kind}:${timeframe}`)),
  ...MODEL_TIMEFRAMES.map((timeframe) => `forecast:${timeframe}`),
];
/** Trade numbers for which a gap is kept: more than a subscriber is caught up with one by one. */
const KEPT_TRADES = 100_000;

/**
 * Numbers a hub's log events, stores them before they are announced, and announces them. Trade and 1s events
 * may be announced before they are stored, since they can be made again ([BAR-42]); anything else asks for a
 * checkpoint first.
 */
export class Journal implements EngineListener {
  readonly counters: Record<HubCounter, number>;
  readonly numbers: TradeNumbers;
  /** A trade or a bar came since the forming bars were published last. */
  moved = false;
  /** Trades and 1s events since the last checkpoint. */
  trades: Trade[] = [];
  seconds: SecondEvent[] = [];
  readonly #heads: Map<string, number>;
  readonly #tables: Tables;
  readonly #fanOut: FanOut;
  readonly #symbol: string;
  readonly #tradesChannel: string;
  #outgoing: StreamEvent[] = [];
  /** Events that are numbered and not written yet. */
  #unwritten: StoredEvent[] = [];
  #mustStore = false;

  constructor(
    symbol: string,
    tables: Tables,
    fanOut: FanOut,
    state: JournalState | undefined,
    firstSeq: number,
  ) {
    this.#symbol = symbol;
    this.#tables = tables;
    this.#fanOut = fanOut;
    this.#tradesChannel = `trades:${symbol}`;
    this.numbers = new TradeNumbers(state?.segments);
    tables.seconds.restore(state?.seconds ?? []);
    this.#heads = new Map(NUMBERED.map((name) => [name, state?.heads[name] ?? firstSeq]));
    this.counters = Object.fromEntries(
      HUB_COUNTERS.map((name) => [name, state?.counters[name] ?? 0]),
    ) as Record<HubCounter, number>;
  }

  /** Number of the newest log event of a channel (`trades`, `bars:1m`). */
  head(name: string): number {
    return this.#heads.get(name) ?? 0;
  }

  save(): JournalState {
    return {
      heads: Object.fromEntries(this.#heads),
      segments: this.numbers.segments,
      counters: this.counters,
      seconds: this.#tables.seconds.waiting,
    };
  }

  /** True when something waits that must be stored before it is announced. */
  get mustStore(): boolean {
    return this.#mustStore;
  }

  /** A trade was folded. Hot. */
  trade(trade: Trade): void {
    const seq = this.numbers.next(trade.id);
    this.#heads.set("trades", seq);
    this.counters.trades += 1;
    this.moved = true;
    this.trades.push(trade);
    if (!this.#fanOut.has(this.#tradesChannel)) return;
    const json = tradeEvent(this.#tradesChannel, seq, trade);
    this.#outgoing.push({ channel: this.#tradesChannel, seq, log: true, json });
  }

  onBar(event: BarEvent): void {
    this.moved = true;
    const { timeframe, bar, cause } = event;
    const channel = `bars:${this.#symbol}:${timeframe}`;
    const seq = this.#advance(`bars:${timeframe}`);
    const json = barEvent(channel, seq, bar);
    this.counters[bar.revision === 0 ? "bars_final" : "revisions"] += 1;
    this.#outgoing.push({ channel, seq, log: true, json });
    if (timeframe === "1s") {
      this.seconds.push({ seq, bar });
      if (cause !== "final") this.#mustStore = true;
      return;
    }
    this.#tables.outbox.put(timeframe, bar);
    this.#store(channel, seq, json);
  }

  onSilence(silence: SilentMinutes): void {
    this.#gap("1m", silence.missed, silence.from, silence.to);
  }

  onReconciled(_openTime: EpochMs, differing: readonly string[]): void {
    this.counters[differing.length === 0 ? "kline_matches" : "kline_mismatches"] += 1;
  }

  onIdJump(): void {
    this.counters.id_jumps += 1;
  }

  /**
   * Numbers an event of another part of the hub on one of its channels (`signals:1h`); it is stored with the next
   * checkpoint and announced behind it.
   * @param text the event's text under its name and number.
   * @param carrier a channel in whose event's row of the same checkpoint it is written, where there is one: that
   *   costs no row of its own. It is kept as long as that event.
   */
  log(name: string, text: (channel: string, seq: number) => string, carrier?: string): number {
    const channel = this.#channel(name);
    const seq = this.#advance(name);
    const json = text(channel, seq);
    this.#outgoing.push({ channel, seq, log: true, json });
    this.#store(channel, seq, json, carrier === undefined ? undefined : this.#channel(carrier));
    return seq;
  }

  /** As `log`, for an event that its owner keeps: in the same transaction as the next checkpoint. */
  number(name: string, text: (channel: string, seq: number) => string): NumberedEvent {
    const channel = this.#channel(name);
    const seq = this.#advance(name);
    const json = text(channel, seq);
    this.#outgoing.push({ channel, seq, log: true, json });
    this.#mustStore = true;
    return { seq, json };
  }

  /**
   * Ids before `next` were given up: announced on `trades` and `bars:…:1s`, whose events will be missing. The
   * caller has a transaction open and stores its own state with it.
   */
  gap(missed: number, from: EpochMs, next: Trade): void {
    // A chunk holds consecutive trades only.
    this.flush();
    this.counters.gaps += 1;
    this.counters.missed_trades += missed;
    const seq = this.#advance("trades");
    const json = gapEvent(this.#tradesChannel, seq, missed, from, next.time);
    this.#outgoing.push({ channel: this.#tradesChannel, seq, log: true, json });
    this.#store(this.#tradesChannel, seq, json);
    this.numbers.begin(next.id, seq + 1);
    this.#gap("1s", missed, from, next.time);
  }

  /**
   * After a crash, with the trades since the checkpoint out of reach: nobody knows how many of them were
   * announced, but no more than `missed`. The numbers go on behind all that may have been used, by snapshots.
   */
  jump(missed: number, snapshots: (seq: (name: string) => number) => readonly StreamEvent[]): void {
    this.#outgoing.push(
      ...snapshots((name) => {
        const seq = this.head(name) + missed + 1;
        this.#heads.set(name, seq);
        return seq;
      }),
    );
    this.#mustStore = true;
  }

  /** Another part of the hub has something that has to be stored before it is told: with the next checkpoint. */
  requireStore(): void {
    this.#mustStore = true;
  }

  /**
   * Writes what was not written yet. The caller has a transaction open and stores its own state with it, and the
   * seconds that wait for their chunk.
   */
  flush(): void {
    this.#tables.ticks.put(this.trades);
    for (const event of this.#unwritten) this.#write(event);
    this.#tables.seconds.add(this.seconds);
    this.#unwritten = [];
    this.trades = [];
    this.seconds = [];
    this.#mustStore = false;
  }

  /** Sends what was numbered since the last call. Only after `flush` when `mustStore` was true. */
  announce(): void {
    if (this.#outgoing.length === 0) return;
    const events = this.#outgoing;
    this.#outgoing = [];
    for (const event of events) this.#fanOut.publishLog(event);
  }

  #gap(timeframe: Timeframe, missed: number, from: EpochMs, to: EpochMs): void {
    const channel = `bars:${this.#symbol}:${timeframe}`;
    const seq = this.#advance(`bars:${timeframe}`);
    const json = gapEvent(channel, seq, missed, from, to);
    this.#outgoing.push({ channel, seq, log: true, json });
    this.#store(channel, seq, json);
  }

  #advance(name: string): number {
    const seq = this.head(name) + 1;
    this.#heads.set(name, seq);
    return seq;
  }

  #store(channel: string, seq: number, json: string, carrier?: string): void {
    this.#mustStore = true;
    const carrying =
      carrier === undefined ? undefined : this.#unwritten.findLast((event) => event.channel === carrier);
    const event = { channel, seq, json };
    if (carrying !== undefined) carrying.riders.push(event);
    else this.#unwritten.push({ ...event, riders: [] });
  }

  #write(event: StoredEvent): void {
    const { events } = this.#tables;
    const { channel, seq } = event;
    if (channel === this.#tradesChannel) {
      events.put(event);
      events.trim(channel, seq - KEPT_TRADES);
      return;
    }
    events.put(event, seq - KEPT_EVENTS);
    // What a jump of the numbers has left behind.
    if (seq % 200 === 0 || !channel.startsWith("bars:")) events.trim(channel, seq - KEPT_EVENTS);
  }

  /** `bars:1m` with its symbol, as subscribers name it. */
  #channel(name: string): string {
    const [kind, timeframe] = name.split(":");
    return timeframe === undefined ? `${kind}:${this.#symbol}` : `${kind}:${this.#symbol}:${timeframe}`;
  }
}
