import type { ShownSignal } from "../../api/analysis-api.ts";
import type { ShownPattern } from "./analysis-wire.ts";
import type { ChartLevel, ChartMark } from "./chart-mark.ts";

/**
 * Patterns from a strength on, one dot a bar for the strongest. Names would cover the candles: the legend tells
 * them, with their descriptions, of the bar under the crosshair.
 */
export function patternMarks(patterns: readonly ShownPattern[], least: number): ChartMark[] {
  const bars = new Map<number, ShownPattern>();
  for (const pattern of patterns) {
    const held = bars.get(pattern.openTime);
    const stronger = held === undefined || pattern.strength > held.strength;
    if (pattern.strength >= least && stronger) bars.set(pattern.openTime, pattern);
  }
  return [...bars.values()].map(({ openTime, signal, strength }) => {
    const rising = signal === "bullish";
    return {
      openTime,
      side: rising ? "below" : "above",
      shape: "circle",
      tone: signal === "neutral" ? "neutral" : rising ? "up" : "down",
      text: "",
      size: strength >= 70 ? 0.7 : 0.45,
    };
  });
}

const ENDS = { stop: "stop", target3: "T3", opposite: "opposite", expired: "expired" } as const;

/** Where signals were issued, and where and how they ended. @param lengthMs of a bar. */
export function signalMarks(signals: readonly ShownSignal[], lengthMs: number): ChartMark[] {
  return signals.flatMap((signal): ChartMark[] => {
    const buy = signal.side === "BUY";
    const issued: ChartMark = {
      openTime: signal.decision.openTime,
      side: buy ? "below" : "above",
      shape: buy ? "arrowUp" : "arrowDown",
      tone: buy ? "up" : "down",
      text: signal.side,
      size: 1.4,
    };
    if (signal.closedAt === null || signal.closeReason === null) return [issued];
    const won = (signal.returnAfterCosts ?? 0) > 0;
    const ended: ChartMark = {
      openTime: signal.closedAt - (signal.closedAt % lengthMs),
      side: buy ? "above" : "below",
      shape: "square",
      tone: won ? "up" : "down",
      text: `${signal.side} ${ENDS[signal.closeReason]}`,
      size: 0.8,
    };
    return [issued, ended];
  });
}

/** The prices that a running signal watches. */
export function signalLevels(active: ShownSignal | null): ChartLevel[] {
  const levels = active?.decision.levels;
  if (active == null || levels == null) return [];
  const { entryLow, entryHigh, stopLoss, takeProfits } = levels;
  return [
    { price: entryHigh, title: "Entry zone", tone: "neutral", style: "dotted" },
    { price: entryLow, title: "Entry zone", tone: "neutral", style: "dotted" },
    { price: stopLoss, title: "Stop", tone: "down", style: "dashed" },
    ...takeProfits.map((price, index): ChartLevel => {
      const touched = active.touchedAt[index] !== null;
      return {
        price,
        title: `Target ${index + 1}${touched ? " ✓" : ""}`,
        tone: "up",
        style: touched ? "solid" : "dashed",
      };
    }),
  ];
}
