import type { PatternsData } from "../../../contract/analysis-events.ts";
import type { AnalysedTimeframe } from "../../../contract/channels.ts";
import type { Detection } from "../../../market/patterns/detection.ts";
import { closeTimeOf, type EpochMs } from "../../../market/time/timeframe.ts";
import type { EventTable, NumberedEvent } from "../event-table.ts";
import type { Journal } from "../journal.ts";
import { patternsEvent } from "./analysis-texts.ts";

/**
 * The announced patterns of a symbol. The log of their channel is all that is kept of them: what a bar had is read
 * there when a correction asks for it.
 */
export class PatternLog {
  readonly #symbol: string;
  readonly #journal: Journal;
  readonly #events: EventTable;

  constructor(symbol: string, journal: Journal, events: EventTable) {
    this.#symbol = symbol;
    this.#journal = journal;
    this.#events = events;
  }

  /** Announces what a final bar completed, in the row of the bar's own event ([ANA-11]). */
  announce(
    timeframe: AnalysedTimeframe,
    openTime: EpochMs,
    patterns: readonly Detection[],
    revision = 0,
  ): void {
    if (patterns.length === 0 && revision === 0) return;
    const data = { openTime, closeTime: closeTimeOf(openTime, timeframe), revision, patterns };
    this.#journal.log(
      `patterns:${timeframe}`,
      (channel, seq) => patternsEvent(channel, seq, data),
      `bars:${timeframe}`,
    );
  }

  /**
   * Announces what corrected bars have changed of what had been said ([ANA-21]).
   * @param detections of every bar from `from` on that was told of, by open time, oldest first.
   */
  correct(
    timeframe: AnalysedTimeframe,
    from: EpochMs,
    detections: ReadonlyMap<EpochMs, readonly Detection[]>,
  ): void {
    const told = new Map<EpochMs, PatternsData>();
    for (const data of this.newest(timeframe)) if (data.openTime >= from) told.set(data.openTime, data);
    for (const [openTime, patterns] of detections) {
      const known = told.get(openTime);
      if (JSON.stringify(known?.patterns ?? []) === JSON.stringify(patterns)) continue;
      this.announce(timeframe, openTime, patterns, (known?.revision ?? 0) + 1);
    }
  }

  after(timeframe: AnalysedTimeframe, seq: number): NumberedEvent[] {
    const channel = `patterns:${this.#symbol}:${timeframe}`;
    return this.#events.afterWith(`bars:${this.#symbol}:${timeframe}`, channel, seq);
  }

  /** What was told of bars, as far as the log reaches, each at its newest revision, oldest first. */
  newest(timeframe: AnalysedTimeframe): PatternsData[] {
    const bars = new Map<EpochMs, PatternsData>();
    for (const { json } of this.after(timeframe, 0)) {
      const { data }: { data: PatternsData } = JSON.parse(json);
      bars.set(data.openTime, data);
    }
    return [...bars.values()].sort((a, b) => a.openTime - b.openTime);
  }
}
