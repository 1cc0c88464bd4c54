import {
  type ForecastEvent,
  type ForecastIssued,
  type ForecastScored,
  type ForecastSnapshot,
  forecastEventKey,
} from "../../../contract/forecast-events.ts";
import { eventJson } from "../../../contract/stream.ts";
import type { ModelTimeframe } from "../../../market/forecast/horizons.ts";
import type { EpochMs } from "../../../market/time/timeframe.ts";
import type { EventTable, NumberedEvent } from "../event-table.ts";
import type { Journal } from "../journal.ts";

const SNAPSHOT_SCORES = 20;

/**
 * The channel of a symbol's forecasts. Whoever tells it of them does so until it knows that it was heard, so the same
 * may come twice: what the log has is not told again ([FC-105]). The log is all that is kept of them.
 */
export class ForecastLog {
  readonly #symbol: string;
  readonly #journal: Journal;
  readonly #events: EventTable;
  /** Of each timeframe what was told, read of the log by who needs it first. */
  readonly #told = new Map<ModelTimeframe, Set<string>>();

  constructor(symbol: string, journal: Journal, events: EventTable) {
    this.#symbol = symbol;
    this.#journal = journal;
    this.#events = events;
  }

  /** Numbers what is new. A checkpoint must follow. @returns those that were new. */
  append(timeframe: ModelTimeframe, events: readonly ForecastEvent[]): readonly ForecastEvent[] {
    const told = this.#toldOf(timeframe);
    const added: ForecastEvent[] = [];
    for (const event of events) {
      const key = forecastEventKey(event);
      if (told.has(key)) continue;
      told.add(key);
      added.push(event);
      const ts = event.kind === "forecast" ? event.forecast.issuedAt : event.targetTime;
      this.#journal.log(`forecast:${timeframe}`, (channel, seq) =>
        eventJson(channel, seq, "update", ts, JSON.stringify(event)),
      );
    }
    return added;
  }

  after(timeframe: ModelTimeframe, seq: number): NumberedEvent[] {
    return this.#events.after(this.#channel(timeframe), seq);
  }

  snapshot(timeframe: ModelTimeframe, seq: number, ts: EpochMs): string {
    const events = this.#stored(timeframe);
    const data: ForecastSnapshot = {
      forecast: events.findLast((event): event is ForecastIssued => event.kind === "forecast") ?? null,
      scores: events
        .filter((event): event is ForecastScored => event.kind === "score")
        .slice(-SNAPSHOT_SCORES),
    };
    return eventJson(this.#channel(timeframe), seq, "snapshot", ts, JSON.stringify(data));
  }

  #toldOf(timeframe: ModelTimeframe): Set<string> {
    const known = this.#told.get(timeframe);
    if (known !== undefined) return known;
    const told = new Set(this.#stored(timeframe).map(forecastEventKey));
    this.#told.set(timeframe, told);
    return told;
  }

  #stored(timeframe: ModelTimeframe): ForecastEvent[] {
    return this.after(timeframe, 0).map(({ json }): ForecastEvent => JSON.parse(json).data);
  }

  #channel(timeframe: ModelTimeframe): string {
    return `forecast:${this.#symbol}:${timeframe}`;
  }
}
