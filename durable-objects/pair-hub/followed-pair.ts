import type { HubBarPage } from "../../contract/hub.ts";
import type { LivePairTimeframe } from "../../contract/live-pairs.ts";
import type { PairHubStatus, SpreadData } from "../../contract/pairs.ts";
import type { PairValue } from "../../market/pairs/pair-value.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";
import type { SideIndex } from "./hub-bars.ts";
import { barsOfEvent } from "./hub-events.ts";
import { LIVE_WINDOW, LivePair } from "./live-pair.ts";
import type { PairLog } from "./pair-log.ts";

export interface FollowedPorts {
  readonly timeframe: LivePairTimeframe;
  readonly log: PairLog;
  readonly now: () => number;
  /** The newest bars that a symbol's hub has. */
  readonly load: (side: SideIndex, limit: number) => Promise<HubBarPage>;
  readonly text: (seq: number, type: "snapshot" | "update", ts: EpochMs, data: SpreadData) => string;
  /** All of it is stored, or nothing. */
  readonly store: (run: () => void) => void;
  readonly onFinal: (value: PairValue, isNew: boolean) => void;
  readonly announce: (seq: number, json: string) => void;
  readonly show: (seq: number, render: () => string | undefined) => void;
  readonly onError: (what: string, error: unknown) => void;
}

/** Bars read of each symbol: enough for a window of windows, or as many as it takes where bars lack partners. */
const LOAD_BARS = [400, 1_600, 6_400] as const;

/** A pair in one timeframe while somebody follows it: loads the window, numbers, stores and announces. */
export class FollowedPair {
  readonly ready: Promise<"live" | "refused">;
  readonly #ports: FollowedPorts;
  readonly #pair: LivePair;
  #settle: (state: "live" | "refused") => void = () => {};
  /** Which symbols' snapshots have come. */
  readonly #seen = new Set<SideIndex>();
  #isLive = false;
  /** The window has to be read, or read again. */
  #isLoadDue = false;
  #loading = false;
  #head: number;

  constructor(ports: FollowedPorts) {
    this.#ports = ports;
    this.#pair = new LivePair(ports.timeframe);
    this.ready = new Promise((resolve) => {
      this.#settle = resolve;
    });
    const known = ports.log.head(ports.timeframe);
    this.#head = known ?? ports.now() * 1_000;
    if (known === undefined) ports.log.putBreak(ports.timeframe, this.#head);
  }

  get head(): number {
    return this.#head;
  }

  onClock(side: SideIndex, time: EpochMs): void {
    this.#pair.sides[side].passed(time);
    if (this.#isLive && this.#pair.waiting > 0) this.#advance();
  }

  onEvent(side: SideIndex, json: string): void {
    const { isSnapshot, bars } = barsOfEvent(json);
    const own = this.#pair.sides[side];
    let hasNew = false;
    for (const bar of bars) {
      if (bar.final) hasNew = own.take(bar) || hasNew;
      else own.form(bar);
    }
    if (isSnapshot) {
      // What lies between the snapshot and what was known comes with the load.
      this.#seen.add(side);
      this.#isLoadDue = true;
      this.tick();
    }
    if (!this.#isLive) return;
    if (hasNew) this.#advance();
    this.#ports.show(this.#head, () => this.formingText());
  }

  /** Reads the window where that is due, also where it failed before; to be called every few seconds. */
  tick(): void {
    if (this.#isLoadDue && this.#seen.size === 2) void this.#load();
  }

  refuse(): void {
    this.#settle("refused");
  }

  status(): PairHubStatus["timeframes"][number] {
    const { newest, waiting, skipped } = this.#pair;
    return {
      ...{ timeframe: this.#ports.timeframe, head: this.#head, through: newest ?? null, waiting, skipped },
    };
  }

  snapshotText(): string {
    const data = this.#pair.snapshot();
    return this.#ports.text(this.#head, "snapshot", this.#clock, data);
  }

  formingText(): string | undefined {
    const data = this.#pair.forming();
    return data === undefined ? undefined : this.#ports.text(this.#head, "update", this.#clock, data);
  }

  get #clock(): EpochMs {
    const [side1, side2] = this.#pair.sides;
    return Math.max(side1.clock, side2.clock);
  }

  /** The window as the hubs have it. Events that come meanwhile are taken as well: the newer of a bar counts. */
  async #load(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    this.#isLoadDue = false;
    try {
      for (const limit of LOAD_BARS) {
        const pages = await Promise.all([this.#ports.load(0, limit), this.#ports.load(1, limit)]);
        for (const side of [0, 1] as const) {
          for (const bar of pages[side].bars) {
            if (!bar.final) continue;
            const { openTime, revision, close } = bar;
            this.#pair.sides[side].take({ openTime, revision, close: Number(close) });
            this.#pair.sides[side].passed(bar.closeTime);
          }
        }
        this.#pair.rejoin();
        const hasMore = pages[0].more || pages[1].more;
        if (this.#pair.joined >= 2 * LIVE_WINDOW || !hasMore) break;
      }
      if (!this.#isLive) this.#begin();
      this.#advance();
    } catch (error) {
      this.#isLoadDue = true;
      this.#ports.onError("load", error);
    } finally {
      this.#loading = false;
    }
  }

  #begin(): void {
    const { log, timeframe } = this.#ports;
    // The last word on each open time, oldest first: a correction may speak of older values alone.
    const announced = new Map<EpochMs, PairValue>();
    for (const json of log.all(timeframe)) {
      const event: { data: SpreadData } = JSON.parse(json);
      for (const value of event.data.values) announced.set(value.openTime, value);
    }
    const inOrder = [...announced.values()].sort((a, b) => a.openTime - b.openTime);
    if (!this.#pair.resume(inOrder) && inOrder.length > 0) {
      this.#head += 1;
      log.putBreak(timeframe, this.#head);
    }
    this.#isLive = true;
    this.#settle("live");
  }

  #advance(): void {
    const { log, timeframe, text, store, onFinal, announce } = this.#ports;
    const { through } = this.#pair;
    for (const values of this.#pair.advance()) {
      const seq = this.#head + 1;
      const ts = values.at(-1)?.closeTime ?? this.#clock;
      const json = text(seq, "update", ts, this.#pair.dataOf(values));
      store(() => {
        log.put(timeframe, seq, json);
        for (const value of values) onFinal(value, value.openTime > through);
      });
      this.#head = seq;
      announce(seq, json);
    }
  }
}
