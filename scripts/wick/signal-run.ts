import {
  analyse,
  barOutcome,
  foldBar,
  initAnalysis,
  runningSignal,
} from "../../market/analysis/series-analysis.ts";
import { grossReturn, NO_OUTCOMES, type OutcomeSums } from "../../market/signals/performance.ts";
import type { Decision, Signal, SignalEvent } from "../../market/signals/signal.ts";
import { roundTripCosts, SIGNAL_RULES } from "../../market/signals/weights.ts";
import type { Series } from "./read-series.ts";

/** What the desk's engine makes of a series. */
export interface SignalRun {
  /** At each bar that is told of. */
  readonly decisions: readonly Decision[];
  /** In the order in which they happened. */
  readonly events: readonly SignalEvent[];
  /** Each as it stood last, in the order of issue. */
  readonly signals: readonly Signal[];
}

/**
 * Runs the engine over a series, outcomes by bars: the stop first ([SIG-42]). Bars that lead in decide nothing, so that
 * signals begin with the first bar that is told of.
 */
export function runSignals({ symbol, timeframe, bars, first }: Series): SignalRun {
  const state = initAnalysis(symbol, timeframe);
  const decisions: Decision[] = [];
  const events: SignalEvent[] = [];
  for (const [i, bar] of bars.entries()) {
    if (i < first) {
      foldBar(state, bar);
      continue;
    }
    const outcome = barOutcome(state, bar);
    const told = analyse(state, bar);
    decisions.push(told.decision);
    events.push(...outcome, ...told.events);
  }
  const signals = new Map(events.map(({ signal }) => [signal.id, signal]));
  const running = runningSignal(state);
  if (running !== null) signals.set(running.id, running);
  return { decisions, events, signals: [...signals.values()] };
}

/** What the whole trade of an ended signal returned after costs; null while it runs. */
export function netReturn(signal: Signal): number | null {
  const gross = grossReturn(signal);
  return gross === null ? null : gross - roundTripCosts(SIGNAL_RULES);
}

/** Sums over signals, as GET /api/signals/performance has them ([SIG-61]): who did not win has lost. */
export function outcomeSums(signals: readonly Signal[]): OutcomeSums {
  const nets = signals.flatMap((signal) => netReturn(signal) ?? []);
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  const count = (is: (signal: Signal) => boolean) => signals.filter(is).length;
  const least = (numbers: readonly number[]) => numbers.reduce((a, b) => Math.min(a, b), Infinity);
  return {
    ...NO_OUTCOMES,
    ...{ issued: signals.length, ended: nets.length, winners: nets.filter((net) => net > 0).length },
    target1: count(({ touchedAt }) => touchedAt[0] !== null),
    target2: count(({ touchedAt }) => touchedAt[1] !== null),
    target3: count(({ touchedAt }) => touchedAt[2] !== null),
    stopped: count(({ closeReason }) => closeReason === "stop"),
    opposite: count(({ closeReason }) => closeReason === "opposite"),
    expired: count(({ closeReason }) => closeReason === "expired"),
    netOfWinners: sum(nets.filter((net) => net > 0)),
    netOfLosers: sum(nets.filter((net) => net <= 0)),
    worst: nets.length === 0 ? null : least(nets),
    best: nets.length === 0 ? null : -least(nets.map((net) => -net)),
    since: signals[0]?.issuedAt ?? null,
  };
}
