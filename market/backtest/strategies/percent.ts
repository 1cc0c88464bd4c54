import type { Level, PositionSide } from "../order.ts";
import type { ParameterSpec } from "../strategy.ts";

/** A stop so many percent away from where the entry is filled; 0: none. */
export function stopPercentSpec(standard: number): ParameterSpec {
  return {
    name: "stopPercent",
    title: "Stop, %",
    description: "Percent between the entry and its stop; 0 for none.",
    ...{ default: standard, min: 0, max: 99, isWhole: false },
  };
}

/** A target so many percent away from where the entry is filled; 0: none. */
export function targetPercentSpec(standard: number): ParameterSpec {
  return {
    name: "targetPercent",
    title: "Target, %",
    description: "Percent between the entry and its target; 0 for none.",
    ...{ default: standard, min: 0, max: 10_000, isWhole: false },
  };
}

/** The level that many percent from the entry; null for 0. */
export function percentLevel(percent: number): Level | null {
  return percent > 0 ? { ratio: percent / 100 } : null;
}

/** The side that a strategy takes when its sign turns; null where it may not. */
export function sideOf(sign: number, sides: "long" | "both"): PositionSide | null {
  return sign > 0 ? "long" : sides === "both" ? "short" : null;
}
