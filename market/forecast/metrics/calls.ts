import type { DirectionClass, Probabilities } from "../outlook.ts";
import { CLASSES } from "../outlook.ts";
import { LEAST_PROBABILITY } from "./losses.ts";

/** Calls of direction and what came of them, a row each. */
export interface Call {
  readonly came: DirectionClass;
  readonly probabilities: Probabilities;
}

/** The class of the largest chance; of equal ones the first, down before neutral before up. */
export function calledClass([down, neutral, up]: Probabilities): DirectionClass {
  if (down >= neutral && down >= up) return -1;
  return neutral >= up ? 0 : 1;
}

/** Mean of the recalls of the classes that came; NaN of no calls. One third is what no skill has. */
export function balancedAccuracy(calls: readonly Call[]): number {
  const recalls = CLASSES.flatMap((one) => {
    const those = calls.filter(({ came }) => came === one);
    const right = those.filter(({ probabilities }) => calledClass(probabilities) === one).length;
    return those.length === 0 ? [] : [right / those.length];
  });
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}

/** A call of what moved: how far the model leaned up, given a move, and whether it went up. */
export interface Lean {
  readonly up: boolean;
  /** P(up) / (P(up) + P(down)). */
  readonly lean: number;
}

/** The calls whose market moved. */
export function leansOf(calls: readonly Call[]): Lean[] {
  return calls.flatMap(({ came, probabilities: [down, , up] }) =>
    came === 0 ? [] : [{ up: came === 1, lean: up / Math.max(LEAST_PROBABILITY, down + up) }],
  );
}

/** Share of moves that the model leaned towards; leaning to neither side is leaning down. NaN of none. */
export function accuracyUpGivenMove(leans: readonly Lean[]): number {
  return leans.filter(({ up, lean }) => lean > 0.5 === up).length / leans.length;
}

/** What a call costs, as a share of the position: 10 basis points, in and out together. */
export const CALL_COST = 0.001;

/** What a call earned, as a log return after cost; null of neutral, which does nothing. @param logReturn over five bars. */
export function earned(probabilities: Probabilities, logReturn: number): number | null {
  const side = calledClass(probabilities);
  return side === 0 ? null : side * logReturn - CALL_COST;
}
