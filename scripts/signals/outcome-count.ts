import { analyse, barOutcome, initAnalysis } from "../../market/analysis/series-analysis.ts";
import type { PriceBar } from "../../market/indicators/kernel.ts";
import { bucketOf, type CalibrationCell } from "../../market/signals/calibration.ts";
import { directionOf } from "../../market/signals/levels.ts";
import type { Side, Signal } from "../../market/signals/signal.ts";
import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";

/** A signal that ended, as far as it counts. */
export interface EndedSignal {
  readonly side: Side;
  readonly score: number;
  readonly issuedAt: EpochMs;
  readonly end: "target1" | "stop" | "other";
  /** Of the whole distance from entry to close, in ATR, for `other`. */
  readonly atr: number;
}

/** Every signal that the engine issues and ends on these bars, outcomes by bars: the stop first. */
export function endedSignals(symbol: string, timeframe: Timeframe, bars: readonly PriceBar[]): EndedSignal[] {
  const state = initAnalysis(symbol, timeframe);
  const ended: EndedSignal[] = [];
  for (const bar of bars) {
    for (const event of [...barOutcome(state, bar), ...analyse(state, bar).events]) {
      if (event.kind === "closed" || event.kind === "expired") ended.push(endOf(event.signal));
    }
  }
  return ended;
}

function endOf(signal: Signal): EndedSignal {
  const { side, decision, issuedAt, touchedAt, closeReason, closePrice } = signal;
  const { levels } = decision;
  if (levels === null || closePrice === null) throw new Error(`${signal.id} ended without levels or price`);
  const end = touchedAt[0] !== null ? "target1" : closeReason === "stop" ? "stop" : "other";
  const atr = (directionOf(side) * (closePrice - levels.entry)) / levels.atr;
  return { side, score: decision.score, issuedAt, end, atr };
}

/** The cells of a table: one for each bucket of |score|, by side. */
export function cellsOf(
  ended: readonly EndedSignal[],
  bounds: readonly number[],
): Record<Side, CalibrationCell[]> {
  const cellOf = (side: Side, bucket: number): CalibrationCell => {
    const own = ended.filter((one) => one.side === side && bucketOf(one.score, bounds) === bucket);
    const others = own.filter(({ end }) => end === "other");
    const sum = others.reduce((total, { atr }) => total + atr, 0);
    return {
      n: own.length,
      target1: own.filter(({ end }) => end === "target1").length,
      stop: own.filter(({ end }) => end === "stop").length,
      // Four digits: more would be noise.
      otherAtr: others.length === 0 ? 0 : Math.round((sum / others.length) * 10_000) / 10_000 + 0,
    };
  };
  const buckets = Array.from({ length: bounds.length - 1 }, (_, i) => i);
  return { BUY: buckets.map((i) => cellOf("BUY", i)), SELL: buckets.map((i) => cellOf("SELL", i)) };
}
