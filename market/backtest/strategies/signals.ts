import {
  analyse,
  analysisNeededFrom,
  barOutcome,
  foldBar,
  initAnalysis,
  type SeriesAnalysis,
} from "../../analysis/series-analysis.ts";
import type { Signal } from "../../signals/signal.ts";
import type { EpochMs } from "../../time/timeframe.ts";
import type { Entry, Orders } from "../order.ts";
import type { Strategy } from "../strategy.ts";

interface SignalsState {
  readonly analysis: SeriesAnalysis;
  readonly from: EpochMs;
  readonly sides: "long" | "both";
  /** Parts that are taken off at targets 1 and 2; the rest goes at target 3. */
  readonly shares: readonly [number, number];
}

/** Trades the signals of the desk: the same analysis of final bars that runs live, without a model's predictions. */
export const signalsStrategy: Strategy<SignalsState> = {
  id: "signals",
  title: "Wick's signals",
  description:
    "Enters at the open after a signal was issued, with its stop and its three targets, and leaves at the open after " +
    "it was ended by an opposite one or by its age. SELL signals are entered on both sides only.",
  parameters: [
    {
      ...{
        name: "firstShare",
        title: "At target 1, %",
        description: "Of the position, taken off at target 1.",
      },
      ...{ default: 33, min: 0, max: 100, isWhole: false },
    },
    {
      ...{
        name: "secondShare",
        title: "At target 2, %",
        description: "Of the position, taken off at target 2.",
      },
      ...{ default: 33, min: 0, max: 100, isWhole: false },
    },
  ],
  hasStop: () => true,
  columns({ firstShare = 0, secondShare = 0 }) {
    if (firstShare + secondShare > 100) throw new RangeError("firstShare and secondShare are more than all");
    return [];
  },
  neededFrom: analysisNeededFrom,
  init: ({ firstShare = 0, secondShare = 0 }, { symbol, timeframe, from, sides }) => ({
    ...{ from, sides },
    analysis: initAnalysis(symbol, timeframe),
    shares: [firstShare / 100, secondShare / 100],
  }),
  decide(state, bar, _row, held): Orders | null {
    if (bar.openTime < state.from) {
      foldBar(state.analysis, bar);
      return null;
    }
    // The position has the signal's own levels and is past them already; what remains is to keep the signal's book.
    const outcome = barOutcome(state.analysis, bar);
    const { events } = analyse(state.analysis, bar);
    // Levels of orders keep ten digits: a bar may come to the signal's and not to the order's.
    const isMissed = held !== null && outcome.some(({ kind }) => kind === "closed");
    let exit: string | undefined = isMissed ? "signal ended" : undefined;
    let entry: Entry | null = null;
    for (const { kind, signal } of events) {
      if (kind === "issued") entry = entryOf(signal, state);
      else if (held !== null) exit = kind === "expired" ? "signal expired" : "opposite signal";
    }
    if (exit === undefined && entry === null) return null;
    return { ...(exit === undefined ? {} : { exit }), ...(entry === null ? {} : { enter: [entry] }) };
  },
};

function entryOf({ side, decision }: Signal, { sides, shares }: SignalsState): Entry | null {
  const { levels } = decision;
  if (levels === null || (side === "SELL" && sides === "long")) return null;
  const [first, second] = shares;
  const parts = [first, second, 1 - first - second];
  return {
    side: side === "BUY" ? "long" : "short",
    at: null,
    zone: [levels.entryLow, levels.entryHigh],
    stop: { price: levels.stopLoss },
    targets: levels.takeProfits.map((price, i) => ({ level: { price }, share: parts[i] ?? 0 })),
    reason: `${side} signal, score ${decision.score.toFixed(2)}`,
  };
}
