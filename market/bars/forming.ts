import { openTimeOf, type RolledTimeframe, type Timeframe } from "../time/timeframe.ts";
import type { Bar } from "./bar.ts";
import type { EngineState } from "./engine.ts";
import { addPart, type BarSum, barOfSum } from "./sum.ts";

/** Whether `formingBar` has one, without making it. Hot. */
export function hasForming(state: EngineState, timeframe: Timeframe): boolean {
  if (timeframe === "1s") return state.seconds.current !== null;
  if (state.minutes.pending.at(-1)?.sum != null) return true;
  return timeframe !== "1m" && state.frames[timeframe] !== null;
}

/** The bar in progress ([BAR-25]), or undefined where it has nothing yet. */
export function formingBar(state: EngineState, timeframe: Timeframe): Bar | undefined {
  if (timeframe === "1s") {
    return state.seconds.current === null ? undefined : barOfSum(state.seconds.current, "1s", false, 0);
  }
  if (timeframe !== "1m") return formingRollUp(state, timeframe);
  const last = state.minutes.pending.at(-1);
  return last?.sum == null ? undefined : barOfSum(last.sum, "1m", false, 0);
}

function formingRollUp(state: EngineState, timeframe: RolledTimeframe): Bar | undefined {
  const { frames, minutes } = state;
  const newest = minutes.pending.at(-1);
  const openTime =
    newest === undefined ? frames[timeframe]?.openTime : openTimeOf(newest.openTime, timeframe);
  if (openTime === undefined) return undefined;
  const closed = frames[timeframe];
  const sum: BarSum | null = closed !== null && closed.openTime === openTime ? { ...closed } : null;
  let total = sum;
  for (const minute of minutes.pending) {
    if (minute.sum === null || openTimeOf(minute.openTime, timeframe) !== openTime) continue;
    if (total === null) total = { ...minute.sum, openTime };
    else addPart(total, minute.sum);
  }
  return total === null ? undefined : barOfSum(total, timeframe, false, 0);
}
