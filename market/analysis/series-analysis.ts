import {
  type AnchoredState,
  anchoredInit,
  anchoredPeek,
  anchoredStep,
  neededFrom,
} from "../indicators/anchored.ts";
import { CORE_SET, type CoreIndicator, type CoreKey, type CoreValues } from "../indicators/core-set.ts";
import type { PriceBar, Value } from "../indicators/kernel.ts";
import type { Detection } from "../patterns/detection.ts";
import { initPatterns, PATTERN_LEAD, type PatternState, stepPatterns } from "../patterns/pattern-engine.ts";
import { decide } from "../signals/decide.ts";
import { levelsAt } from "../signals/levels.ts";
import {
  activeSignal,
  decideByBar,
  decideByTrade,
  emptyBook,
  issueLate,
  passBar,
  type SignalBook,
} from "../signals/lifecycle.ts";
import type { Prediction } from "../signals/prediction.ts";
import { type RecentDetection, single } from "../signals/scene.ts";
import type { Decision, Signal, SignalEvent } from "../signals/signal.ts";
import { SIGNAL_RULES, type SignalRules } from "../signals/weights.ts";
import { closeTimeOf, type EpochMs, TIMEFRAME_MS, type Timeframe } from "../time/timeframe.ts";

/**
 * Everything that is known of one symbol in one timeframe after a final bar: plain JSON, changed in place, one owner.
 * Indicators and patterns are a function of the bars from `analysisNeededFrom` on; the book alone has to be saved.
 */
export interface SeriesAnalysis {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** In the order of CORE_SET. */
  readonly indicators: readonly AnchoredState[];
  readonly patterns: PatternState;
  /** The last final bar; null before the first. */
  last: LastBar | null;
  /** Final bars taken in. */
  bars: number;
  readonly book: SignalBook;
}

interface LastBar {
  readonly bar: PriceBar;
  readonly values: CoreValues;
  readonly previous: CoreValues | null;
  readonly detections: readonly Detection[];
  readonly recent: readonly RecentDetection[];
}

/** What a final bar brought. */
export interface BarAnalysis {
  readonly openTime: EpochMs;
  readonly values: CoreValues;
  /** Patterns that this bar completed. */
  readonly detections: readonly Detection[];
  readonly decision: Decision;
  /** In order: the end of the active signal, the issue of a new one. */
  readonly events: readonly SignalEvent[];
}

/** A series before its first bar. @param book what was saved of its signals; taken over, not copied. */
export function initAnalysis(
  symbol: string,
  timeframe: Timeframe,
  book: SignalBook = emptyBook(),
): SeriesAnalysis {
  return {
    symbol,
    timeframe,
    indicators: CORE_SET.map(({ kernel, parameters }) => anchoredInit(kernel, parameters, timeframe)),
    patterns: initPatterns(),
    last: null,
    bars: 0,
    book,
  };
}

/** Bars that a detection is remembered for: no rules may give it weight for longer. */
const RECENT_BARS = 5;
/** Bar lengths that a decision may look back for the bar before, and for patterns; some may lack their bars. */
const LOOK_BACK = 16;

/**
 * So many bars before a bar, however long ago they were, what is said of it depends on: patterns do not mind gaps. In
 * a series that may have stood still for days, `analysisNeededFrom` has to be asked of the first of them.
 */
export const ANALYSIS_BARS = PATTERN_LEAD + RECENT_BARS;

/**
 * First open time of the bars that have to be folded so that everything said of the bar at `openTime`, and of all
 * later ones, is what a fold of the whole series says, where no more than `LOOK_BACK` bars in a row are missing (see
 * `ANALYSIS_BARS`): at most some 4,100 bars, where running balances (OBV) began to count ([IND-22]).
 */
export function analysisNeededFrom(timeframe: Timeframe, openTime: EpochMs): EpochMs {
  const barMs = TIMEFRAME_MS[timeframe];
  const back = Math.max(0, openTime - LOOK_BACK * barMs);
  let first = back - PATTERN_LEAD * barMs;
  for (const { kernel, parameters } of CORE_SET) {
    first = Math.min(first, neededFrom(kernel, parameters, timeframe, back));
  }
  return Math.max(0, first);
}

/**
 * Takes a final bar in without deciding: for the bars before those that are new. Bars come in the order of their open
 * times; some may be missing. @throws RangeError on a bar that is not after the last one.
 */
export function foldBar(state: SeriesAnalysis, bar: PriceBar): void {
  takeIn(state, bar);
}

/**
 * Takes a final bar in and decides. The outcome of the active signal in that bar is not decided here: by `trade` or
 * `barOutcome` before. @throws RangeError on a bar that is not after the last one.
 */
export function analyse(
  state: SeriesAnalysis,
  bar: PriceBar,
  prediction: Prediction | null = null,
  rules: SignalRules = SIGNAL_RULES,
): BarAnalysis {
  const last = takeIn(state, bar);
  const decision = decideOn(last, state.timeframe, prediction, rules);
  const events = passBar(state.book, state, bar.close, decision, rules.lifetimeBars);
  return { openTime: bar.openTime, values: last.values, detections: last.detections, decision, events };
}

/** What is decided at the last final bar; null before the first. Changes nothing. */
export function currentDecision(
  state: SeriesAnalysis,
  prediction: Prediction | null = null,
  rules: SignalRules = SIGNAL_RULES,
): Decision | null {
  return state.last === null ? null : decideOn(state.last, state.timeframe, prediction, rules);
}

/**
 * Issues the signal of the last final bar on request: where none runs, and that bar's was not issued before. It ends
 * nothing, and a bar does not pass by it. Idempotent.
 * @param now the last trade. A signal that comes later than its bar's close is entered at this price, and its levels
 * are set around it: nobody could have had the close any more.
 */
export function generate(
  state: SeriesAnalysis,
  now: { readonly price: number; readonly time: EpochMs } | null = null,
  prediction: Prediction | null = null,
  rules: SignalRules = SIGNAL_RULES,
): { readonly decision: Decision | null; readonly events: readonly SignalEvent[] } {
  const decision = currentDecision(state, prediction, rules);
  if (decision === null || state.last === null) return { decision, events: [] };
  const atr = single(state.last.values.atr);
  const issued = issueLate(state.book, state, decision, now, (side, price) =>
    levelsAt(side, price, atr, rules),
  );
  return { decision, events: issued === null ? [] : [issued] };
}

/** The values this bar would have as the next one; the state stays as it is. For the bar that forms. */
export function peekValues(state: SeriesAnalysis, bar: PriceBar): CoreValues {
  return valuesOf(state, (kernel, parameters, anchored) => anchoredPeek(kernel, parameters, anchored, bar));
}

/** What a trade does to the active signal. O(1), no garbage while nothing happens. Price in quote units. */
export function trade(state: SeriesAnalysis, price: number, time: EpochMs): readonly SignalEvent[] {
  return decideByTrade(state.book, price, time);
}

/** What a final bar does to the active signal, the stop first: before `analyse`, where there are no trades. */
export function barOutcome(state: SeriesAnalysis, bar: PriceBar): readonly SignalEvent[] {
  return decideByBar(state.book, bar, closeTimeOf(bar.openTime, state.timeframe));
}

/** The signal that runs, as it stands; null where none does. */
export function runningSignal(state: SeriesAnalysis): Signal | null {
  return activeSignal(state.book);
}

function takeIn(state: SeriesAnalysis, bar: PriceBar): LastBar {
  const before = state.last;
  if (before !== null && bar.openTime <= before.bar.openTime) {
    throw new RangeError(`a bar at ${bar.openTime} is not after the last one at ${before.bar.openTime}`);
  }
  const values = valuesOf(state, (kernel, parameters, anchored) =>
    anchoredStep(kernel, parameters, anchored, bar),
  );
  const detections = stepPatterns(state.patterns, bar);
  const recent: RecentDetection[] = detections.map((detection) => ({ detection, age: 0 }));
  for (const { detection, age } of before?.recent ?? []) {
    if (age + 1 < RECENT_BARS) recent.push({ detection, age: age + 1 });
  }
  const last: LastBar = { bar, values, previous: before?.values ?? null, detections, recent };
  state.last = last;
  state.bars += 1;
  return last;
}

function decideOn(
  { bar, values, previous, recent }: LastBar,
  timeframe: Timeframe,
  prediction: Prediction | null,
  rules: SignalRules,
): Decision {
  return decide({ bar, values, previous, recent, prediction, rules }, timeframe);
}

function valuesOf(
  state: SeriesAnalysis,
  told: (
    kernel: CoreIndicator["kernel"],
    parameters: CoreIndicator["parameters"],
    anchored: AnchoredState,
  ) => Value | null,
): CoreValues {
  const values: Partial<Record<CoreKey, Value | null>> = {};
  for (let i = 0; i < CORE_SET.length; i++) {
    const core = CORE_SET[i];
    const anchored = state.indicators[i];
    if (core === undefined || anchored === undefined) continue;
    values[core.key] = told(core.kernel, core.parameters, anchored);
  }
  // CORE_SET has every key, and the state an entry for each of it.
  return values as CoreValues;
}
