import type { BarIndicators } from "../../../contract/analysis-events.ts";
import type { AnalysedTimeframe } from "../../../contract/channels.ts";
import {
  analyse,
  type BarAnalysis,
  currentDecision,
  generate,
  peekValues,
} from "../../../market/analysis/series-analysis.ts";
import type { Bar } from "../../../market/bars/bar.ts";
import { priceBarOf } from "../../../market/indicators/price-bar.ts";
import type { Detection } from "../../../market/patterns/detection.ts";
import {
  type HeldPrediction,
  holdPrediction,
  predictionAt,
} from "../../../market/signals/held-predictions.ts";
import { emptyBook, type SignalBook } from "../../../market/signals/lifecycle.ts";
import type { Prediction } from "../../../market/signals/prediction.ts";
import type { Decision, SignalEvent } from "../../../market/signals/signal.ts";
import { type EpochMs, TIMEFRAME_MS } from "../../../market/time/timeframe.ts";
import type { BarTable } from "../bar-table.ts";
import { balancesFrom } from "./balances.ts";
import { Build } from "./build.ts";

/** What a checkpoint keeps of a series: what can not be folded again from bars. Plain data. */
export interface SavedSeries {
  /** Open time of the first bar of which patterns and a decision were told; null before it. */
  readonly from: EpochMs | null;
  /** Open time of the newest bar of which patterns and a decision were told; null before the first. */
  readonly through: EpochMs | null;
  /** Open time of the oldest bar that was corrected since, and may have other patterns now; null where none was. */
  readonly correctedFrom: EpochMs | null;
  readonly book: SignalBook;
  /** What models have predicted last; absent before the first. */
  readonly held?: readonly HeldPrediction[];
  /** What the decision on the bar at `through` took in of them. */
  readonly used?: Prediction | null;
}

/** The patterns of the bars from `from` on, after one of them was corrected. */
export interface Correction {
  readonly from: EpochMs;
  readonly detections: ReadonlyMap<EpochMs, readonly Detection[]>;
}

/** Corrections reach back this many bars at most: as many as the log of a channel keeps ([ANA-21]). */
const MOST_CORRECTED = 2_000;

/**
 * The analysis of one timeframe. Its indicators and patterns are a cache, built from the stored bars when they are
 * needed first and dropped when one of these bars is corrected; its signals are what was saved.
 */
export class Series {
  readonly timeframe: AnalysedTimeframe;
  readonly book: SignalBook;
  readonly #symbol: string;
  readonly #bars: BarTable;
  #from: EpochMs | null;
  #through: EpochMs | null;
  #correctedFrom: EpochMs | null;
  #held: readonly HeldPrediction[];
  /** Of the decision on the bar at `#through`, which later forecasts do not change any more. */
  #used: Prediction | null;
  #building: Build | undefined;
  #built: Build | undefined;
  /** The newest bar that was folded, as stored. */
  #last: Bar | undefined;

  constructor(symbol: string, timeframe: AnalysedTimeframe, bars: BarTable, saved: SavedSeries | undefined) {
    this.timeframe = timeframe;
    this.book = saved?.book ?? emptyBook();
    this.#symbol = symbol;
    this.#bars = bars;
    this.#from = saved?.from ?? null;
    this.#through = saved?.through ?? null;
    this.#correctedFrom = saved?.correctedFrom ?? null;
    this.#held = saved?.held ?? [];
    this.#used = saved?.used ?? null;
  }

  get isBuilt(): boolean {
    return this.#built !== undefined;
  }

  /** True where corrections wait to be told. */
  get isCorrected(): boolean {
    return this.#correctedFrom !== null;
  }

  save(): SavedSeries {
    const told = { from: this.#from, through: this.#through, correctedFrom: this.#correctedFrom };
    const voting = this.#held.length === 0 ? {} : { held: this.#held, used: this.#used };
    return { ...told, book: this.book, ...voting };
  }

  /** A model has predicted: decisions on bars that become final from now on take it in ([FC-135]). */
  hold(prediction: HeldPrediction): void {
    this.#held = holdPrediction(this.#held, prediction);
  }

  /** A bar that may have been folded was corrected, or came late in between: what stands on it is folded again. */
  correct(openTime: EpochMs): void {
    if (this.#building?.covers(openTime)) this.#building = undefined;
    if (openTime <= (this.#last?.openTime ?? 0)) this.#built = undefined;
    const from = this.#from;
    if (from === null || openTime > (this.#through ?? 0)) return;
    // A bar of before may change what is said of the first that was told of.
    this.#correctedFrom = Math.max(from, Math.min(this.#correctedFrom ?? openTime, openTime));
  }

  /**
   * Folds a part of what is stored.
   * @param pages of bars, at most.
   * @param before bars from this time on are left to `step`.
   * @returns true when it is built.
   */
  build(pages: number, before: EpochMs = Number.MAX_SAFE_INTEGER): boolean {
    if (this.#built !== undefined) return true;
    const { timeframe } = this;
    const last = this.#bars.page({ timeframe, to: before - 1, limit: 1 }).bars[0];
    if (last !== undefined && this.#building?.covers(last.openTime) !== true) this.#building = undefined;
    this.#building ??= new Build(this.#bars, {
      symbol: this.#symbol,
      timeframe,
      book: this.book,
      last: last?.openTime ?? 0,
      detectionsFrom: this.#detectionsFrom(last?.openTime ?? 0),
    });
    if (!this.#building.advance(pages)) return false;
    this.#built = this.#building;
    this.#building = undefined;
    this.#last = last;
    return true;
  }

  /** What corrected bars have changed, once; undefined where nothing was corrected. Call when it is built. */
  takeCorrection(): Correction | undefined {
    const from = this.#correctedFrom;
    if (from === null || this.#built === undefined) return undefined;
    this.#correctedFrom = null;
    const told = [...this.#built.detections].filter(([openTime]) => openTime <= (this.#through ?? 0));
    this.#built.detections.clear();
    return { from, detections: new Map(told) };
  }

  /** Takes in the next final bar and decides. Builds what is missing first. */
  step(bar: Bar): BarAnalysis {
    const built = this.#require(bar.openTime);
    const prediction = predictionAt(this.#held, bar.openTime, this.timeframe);
    const analysis = analyse(built.state, priceBarOf(bar), prediction);
    built.since ??= bar.openTime;
    this.#last = bar;
    this.#toldOf(bar.openTime);
    this.#used = prediction;
    return analysis;
  }

  /** Evaluates the newest final bar now. @param now the newest price, on the exchange's clock. */
  generate(now: { readonly price: number; readonly time: EpochMs } | null): {
    readonly decision: Decision | null;
    readonly events: readonly SignalEvent[];
  } {
    const { state } = this.#require();
    const prediction = this.#prediction;
    const generated = generate(state, now, prediction);
    if (this.#last !== undefined) this.#toldOf(this.#last.openTime);
    this.#used = prediction;
    return generated;
  }

  get decision(): Decision | null {
    const { state } = this.#require();
    return currentDecision(state, this.#prediction);
  }

  /** Of the newest final bar's decision: a bar that was never decided on when it became final has none. */
  get #prediction(): Prediction | null {
    return this.#last !== undefined && this.#last.openTime === this.#through ? this.#used : null;
  }

  get revision(): number | null {
    return this.#last?.revision ?? null;
  }

  get bars(): number {
    return this.#built?.state.bars ?? 0;
  }

  /** Indicators of the newest final bar; null while there is none. */
  get final(): BarIndicators | null {
    const { state, since } = this.#require();
    const bar = this.#last;
    if (bar === undefined || state.last === null) return null;
    return this.#indicatorsOf(bar, since, state.bars, state.last.values);
  }

  /** Indicators of a bar in progress, as if it ended now. */
  forming(bar: Bar): BarIndicators {
    const { state, since } = this.#require();
    return this.#indicatorsOf(bar, since, state.bars + 1, peekValues(state, priceBarOf(bar)));
  }

  #indicatorsOf(
    bar: Bar,
    since: EpochMs | null,
    bars: number,
    values: BarIndicators["values"],
  ): BarIndicators {
    const { openTime, closeTime, revision } = bar;
    const counted = Math.max(balancesFrom(this.timeframe, openTime), since ?? openTime);
    return { openTime, closeTime, revision, bars, since: counted, values };
  }

  #toldOf(openTime: EpochMs): void {
    this.#from ??= openTime;
    this.#through = openTime;
  }

  #detectionsFrom(last: EpochMs): EpochMs | null {
    if (this.#correctedFrom === null) return null;
    this.#correctedFrom = Math.max(this.#correctedFrom, last - MOST_CORRECTED * TIMEFRAME_MS[this.timeframe]);
    return this.#correctedFrom;
  }

  /** All of what is stored before a time. Holds trades up where it was not built in parts before. */
  #require(before?: EpochMs): Build {
    this.build(Number.MAX_SAFE_INTEGER, before);
    if (this.#built === undefined) throw new Error("an analysis did not come to its end");
    return this.#built;
  }
}
