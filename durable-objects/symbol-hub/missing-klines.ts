import { klinesNeeded, klinesWanted, type MinuteRange } from "../../market/bars/wanted-klines.ts";
import { TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import { FeedError, type FeedRest } from "../../platform/feeds/feed.ts";
import type { Core } from "./core.ts";
import { scheduleRefold } from "./repair.ts";

const MINUTE = TIMEFRAME_MS["1m"];
const ASK_EVERY_MS = 1_000;
const RECONCILE_EVERY_MS = 15_000;
const MOST_WAIT_MS = 30_000;
const RETRY_MS = 2_000;
const PAGE = 1_000;
/** How long the exchange may take to publish a closed kline before its absence is believed. */
const PUBLISH_MS = 30_000;
/** [BAR-26] */
const PATIENCE_MS = 60_000;

/**
 * Asks over REST for the closed klines that the stream did not bring: those that settle minutes
 * ([BAR-22], [BAR-23]), and those that are only to be compared ([BAR-31]).
 */
export class MissingKlines {
  readonly #core: Core;
  readonly #rest: FeedRest;
  readonly #onError: (what: string, error: unknown) => void;
  #asking = false;
  #nextAt = 0;
  #reconcileAt = 0;
  /** Since when klines that settle minutes are asked for in vain. */
  #unansweredSince: number | null = null;

  constructor(core: Core, rest: FeedRest, onError: (what: string, error: unknown) => void) {
    this.#core = core;
    this.#rest = rest;
    this.#onError = onError;
  }

  /** Asks when something is wanted and due. Never rejects. */
  async ask(now: number): Promise<void> {
    const { engine } = this.#core;
    if (this.#asking || now < this.#nextAt) return;
    const needed = klinesNeeded(engine.state);
    if (needed === undefined) this.#unansweredSince = null;
    const wanted = needed ?? (now >= this.#reconcileAt ? klinesWanted(engine.state) : undefined);
    if (wanted === undefined) return;
    this.#asking = true;
    this.#nextAt = now + ASK_EVERY_MS;
    if (needed === undefined) this.#reconcileAt = now + RECONCILE_EVERY_MS;
    try {
      await this.#askFor(wanted, needed === undefined ? "seed" : "live");
      this.#unansweredSince = null;
    } catch (error) {
      if (!(error instanceof FeedError)) this.#onError("klines", error);
      this.#core.count("rest_errors");
      const wait = error instanceof FeedError ? (error.retryAfterMs ?? RETRY_MS) : RETRY_MS;
      this.#nextAt = now + Math.min(MOST_WAIT_MS, wait);
      if (needed === undefined) return;
      this.#unansweredSince ??= now;
      if (now - this.#unansweredSince >= PATIENCE_MS) this.#passOver(needed);
    } finally {
      this.#asking = false;
    }
  }

  #passOver({ from, to }: MinuteRange): void {
    this.#core.passOver(from, to);
    scheduleRefold(this.#core, from, to + MINUTE - 1);
  }

  async #askFor(wanted: MinuteRange, purpose: "live" | "seed"): Promise<void> {
    const { from } = wanted;
    const to = Math.min(wanted.to, from + (PAGE - 1) * MINUTE);
    this.#core.count("rest_requests");
    const klines = await this.#rest.klines({ timeframe: "1m", from, to, purpose });
    const { clock } = this.#core.engine.state;
    const closed = klines.filter((kline) => kline.closed && kline.openTime + MINUTE <= clock);
    this.#core.klines(closed, from, Math.min(to, clock - MINUTE - PUBLISH_MS));
  }
}
