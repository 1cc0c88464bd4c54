import { logRatio } from "../../indicators/parts/log-ratio.ts";
import { differenced } from "./difference.ts";
import { type FilterState, runFilter, stepFilter } from "./filter.ts";
import type { FittedArima } from "./fit-arima.ts";
import { logCloses } from "./log-closes.ts";
import { isUnfit, type Unfit } from "./unfit.ts";

/** What a fitted model knows of a series after its last close. Plain data. */
export interface FilteredArima {
  readonly filter: FilterState;
  /** The last log close; with d = 2 also the last difference of log closes. */
  readonly last: readonly number[];
}

/**
 * Keeps a model's parameters and filters its state over the last 500 closes ([FC-36]).
 * @param closes oldest first; at least 100. @returns the state after the last of them, or why there is none.
 */
export function filterArima(fitted: FittedArima, closes: ArrayLike<number>): FilteredArima | Unfit {
  const logs = logCloses(closes);
  if (isUnfit(logs)) return logs;
  const last = Array.from({ length: Math.max(1, fitted.d) }, (_, d) => differenced(logs, d).at(-1) ?? 0);
  return { filter: runFilter(fitted, differenced(logs, fitted.d)), last };
}

/** The state after one more close: what `filterArima` of a window that begins at the same close says, bit for bit. */
export function stepArima(fitted: FittedArima, before: FilteredArima, close: number): FilteredArima | Unfit {
  if (!Number.isFinite(close)) return { unfit: "not_finite", reason: "the close is no finite number" };
  if (close <= 0) return { unfit: "not_positive", reason: "the close is not above zero" };
  let value = logRatio(1, close);
  const last = before.last.map((level) => {
    const kept = value;
    value -= level;
    return kept;
  });
  const [level = 0] = last;
  return { filter: stepFilter(fitted, before.filter, [fitted.d === 0 ? level : value]), last };
}
