/** How a value stands to a threshold. Strictly: at the threshold it is neither above nor below. */
export const LEVEL_OPERATORS = ["above", "below", "crosses"] as const;
export type LevelOperator = (typeof LEVEL_OPERATORS)[number];

/** A threshold with the band around it that a value has to leave before it counts again. `low <= threshold <= high`. */
export interface Level<T extends number | bigint> {
  readonly operator: LevelOperator;
  readonly threshold: T;
  /** The threshold less, and plus, the hysteresis. */
  readonly low: T;
  readonly high: T;
}

/** Where a value stood when it was seen last. Plain JSON, changed in place. */
export interface LevelState {
  /** Whether the next time that it becomes true counts; null before the first value. */
  armed: boolean | null;
  /** Of `crosses` alone: the side that the value was on last, null while it was at the threshold only. */
  side: "above" | "below" | null;
}

export function newLevelState(): LevelState {
  return { armed: null, side: null };
}

/**
 * Takes a value in ([ALERT-10] to [ALERT-13]).
 * @param immediate counts also where it is true at the first value; not of `crosses`, which needs two.
 * @returns whether it has become true with this value, and counts.
 */
export function stepLevel<T extends number | bigint>(
  level: Level<T>,
  state: LevelState,
  value: T,
  immediate = false,
): boolean {
  const { operator, threshold, low, high } = level;
  if (operator === "crosses") return stepCrossing(level, state, value);
  const isTrue = operator === "above" ? value > threshold : value < threshold;
  if (state.armed === null) {
    state.armed = !isTrue;
    return isTrue && immediate;
  }
  if (state.armed) {
    state.armed = !isTrue;
    return isTrue;
  }
  state.armed = operator === "above" ? value <= low : value >= high;
  return false;
}

function stepCrossing<T extends number | bigint>(level: Level<T>, state: LevelState, value: T): boolean {
  const { threshold, low, high } = level;
  const before = state.side;
  if (value !== threshold) state.side = value > threshold ? "above" : "below";
  const isCrossed = before !== null && state.side !== before;
  const counts = isCrossed && state.armed === true;
  const isAway = value <= low || value >= high;
  // A first value arms whatever its distance: nothing has counted yet that would have to be left behind.
  state.armed = state.armed === null || isAway || (state.armed && !isCrossed);
  return counts;
}

/** The whole numbers that change nothing: from `from` to `to`, both included; null where there is no such bound. */
export interface QuietRange {
  readonly from: bigint | null;
  readonly to: bigint | null;
}

/** Which values may come without `stepLevel` changing or counting anything; undefined before the first value. */
export function quietRange(level: Level<bigint>, state: LevelState): QuietRange | undefined {
  const { operator, threshold, low, high } = level;
  if (state.armed === null) return undefined;
  switch (operator) {
    case "above":
      return state.armed ? { from: null, to: threshold } : { from: low + 1n, to: null };
    case "below":
      return state.armed ? { from: threshold, to: null } : { from: null, to: high - 1n };
    case "crosses":
      if (state.side === null) return { from: threshold, to: threshold };
      if (state.side === "above") return { from: threshold, to: state.armed ? null : high - 1n };
      return { from: state.armed ? null : low + 1n, to: threshold };
    default:
      return operator satisfies never;
  }
}
