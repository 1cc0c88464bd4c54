import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";
import { seriesKey } from "../../platform/d1/forecast-log.ts";
import type { LiveScores } from "./live-scores.ts";
import type { ShownForecast } from "./shown.ts";

/** Live records move once a bar: a minute old is as good as new. */
const SCORES_MS = 60_000;

/** What an isolate remembers of forecasts. All of it can be lost at any time. */
export class ForecastMemory {
  readonly #now: () => number;
  readonly #shown = new Map<string, ShownForecast>();
  readonly #tried = new Map<string, { readonly at: EpochMs; readonly why: string | null }>();
  readonly #scores = new Map<string, { readonly at: number; readonly scores: LiveScores }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The newest forecast of a series that was seen. */
  newest(symbol: string, timeframe: Timeframe): ShownForecast | undefined {
    return this.#shown.get(seriesKey(symbol, timeframe));
  }

  keep(shown: ShownForecast): void {
    const { symbol, timeframe, openTime } = shown;
    const key = seriesKey(symbol, timeframe);
    if ((this.#shown.get(key)?.openTime ?? -1) <= openTime) this.#shown.set(key, shown);
  }

  /**
   * Whether a series may be forecast by a request now: one that has no new bar yet is not tried again at once. Who has
   * nothing to show meanwhile tries as well, as no request waits for what another one has begun.
   */
  mayTry(symbol: string, timeframe: Timeframe, everyMs: number): boolean {
    const key = seriesKey(symbol, timeframe);
    const now: EpochMs = this.#now();
    if (now - (this.#tried.get(key)?.at ?? Number.NEGATIVE_INFINITY) < everyMs) return false;
    if (this.#shown.has(key)) this.#tried.set(key, { at: now, why: null });
    return true;
  }

  /** Notes that a try of a series that has nothing to show has failed, and why, in words for anybody. */
  refuse(symbol: string, timeframe: Timeframe, why: string): void {
    this.#tried.set(seriesKey(symbol, timeframe), { at: this.#now(), why });
  }

  /** Why the last try of a series failed; null where none did. */
  refusal(symbol: string, timeframe: Timeframe): string | null {
    return this.#tried.get(seriesKey(symbol, timeframe))?.why ?? null;
  }

  /** The live record of a timeframe, read again each minute. @throws what `read` throws. */
  async scores(timeframe: Timeframe, read: () => Promise<LiveScores>): Promise<LiveScores> {
    const known = this.#scores.get(timeframe);
    if (known !== undefined && this.#now() - known.at < SCORES_MS) return known.scores;
    const scores = await read();
    this.#scores.set(timeframe, { at: this.#now(), scores });
    return scores;
  }
}
