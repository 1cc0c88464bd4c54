import {
  ANALYSIS_BARS,
  analysisNeededFrom,
  foldBar,
  initAnalysis,
  type SeriesAnalysis,
} from "../../../market/analysis/series-analysis.ts";
import type { Detection } from "../../../market/patterns/detection.ts";
import type { SignalBook } from "../../../market/signals/lifecycle.ts";
import type { EpochMs, Timeframe } from "../../../market/time/timeframe.ts";
import type { BarTable } from "../bar-table.ts";

/** Bars read at a time. */
const PAGE = 500;

/** What is built: a series in one timeframe, up to and without the bar at `before`. */
export interface BuildPlan {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly book: SignalBook;
  /** Open time of the newest bar that is to be folded. */
  readonly last: EpochMs;
  /** Detections of bars from here on are wanted; null: of none. */
  readonly detectionsFrom: EpochMs | null;
}

/**
 * The analysis of a series folded again from the stored bars, part by part, so that trades need not wait for it. Bars
 * must not change while it is under way: begin another one then.
 */
export class Build {
  readonly state: SeriesAnalysis;
  /** What the bars from `detectionsFrom` on completed, by open time; bars without a pattern are there too. */
  readonly detections = new Map<EpochMs, readonly Detection[]>();
  /** Open time of the first bar that was folded; running balances count from it at the earliest. */
  since: EpochMs | null = null;
  readonly #bars: BarTable;
  readonly #plan: BuildPlan;
  #next: EpochMs;
  #done = false;

  constructor(bars: BarTable, plan: BuildPlan) {
    const { timeframe, last, detectionsFrom } = plan;
    this.#bars = bars;
    this.#plan = plan;
    this.state = initAnalysis(plan.symbol, timeframe, plan.book);
    const first = Math.min(last, detectionsFrom ?? last);
    // Behind a long silence the bars before it count as well.
    const [earliest] = bars.page({ timeframe, to: first, limit: ANALYSIS_BARS + 1 }).bars;
    this.#next = analysisNeededFrom(timeframe, earliest?.openTime ?? first);
  }

  /** Whether the bar at this time is folded, or will be. */
  covers(openTime: EpochMs): boolean {
    return openTime <= this.#plan.last;
  }

  /** Folds at most so many pages on. @returns true when all is folded. */
  advance(pages: number): boolean {
    for (let page = 0; page < pages && !this.#done; page++) this.#foldPage();
    return this.#done;
  }

  #foldPage(): void {
    const { timeframe, last, detectionsFrom } = this.#plan;
    const bars = this.#bars.prices(timeframe, this.#next, last, PAGE);
    for (const bar of bars) {
      this.since ??= bar.openTime;
      foldBar(this.state, bar);
      if (detectionsFrom !== null && bar.openTime >= detectionsFrom) {
        this.detections.set(bar.openTime, this.state.last?.detections ?? []);
      }
    }
    const newest = bars.at(-1);
    if (newest === undefined || bars.length < PAGE) this.#done = true;
    else this.#next = newest.openTime + 1;
  }
}
