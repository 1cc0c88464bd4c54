import type { PriceBar } from "../../indicators/kernel.ts";
import { closeTimeOf } from "../../time/timeframe.ts";
import { levelsAt } from "../levels.ts";
import type { Decision, Side } from "../signal.ts";
import { SIGNAL_RULES } from "../weights.ts";

/** A decision as it would stand at a minute bar, of a side that was thought of. */
export function thoughtDecision(bar: PriceBar, side: Side | "HOLD", atr: number): Decision {
  return {
    openTime: bar.openTime,
    closeTime: closeTimeOf(bar.openTime, "1m"),
    signal: side,
    score: side === "BUY" ? 0.5 : side === "SELL" ? -0.5 : 0,
    votes: [],
    levels: levelsAt(side === "SELL" ? "SELL" : "BUY", bar.close, atr, SIGNAL_RULES),
    move: null,
    confidence: { value: null, n: 0, bucket: [0, 1], basis: "thought of" },
    reasons: [],
    version: "test",
  };
}
