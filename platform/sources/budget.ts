import type { SourceId, WindowUse } from "../../contract/market.ts";

/** Most requests of a source in a calendar minute, day and month (UTC). */
export interface BudgetLimits {
  readonly minute: number;
  readonly day: number;
  readonly month: number;
}

/**
 * What we allow ourselves: somewhat below what the sources publish for their free plans, and each day at most its
 * part of the month. Null where the weight ledger counts.
 */
export function budgetOf(source: SourceId, keyed: boolean): BudgetLimits | null {
  switch (source) {
    case "coingecko":
      // 30 a minute and 10,000 a month with a demo key; without one it is 5 to 15 a minute, by its load.
      return keyed ? { minute: 25, day: 330, month: 9_900 } : { minute: 5, day: 330, month: 9_900 };
    case "coincap":
      // 2,500 credits a month, of which a larger answer takes more than one.
      return { minute: 10, day: 50, month: 1_500 };
    case "cryptocompare":
      return keyed ? { minute: 25, day: 330, month: 9_900 } : { minute: 10, day: 100, month: 3_000 };
    case "binance":
      return null;
    default: {
      const never: never = source;
      return never;
    }
  }
}

type Window = WindowUse["window"];
const WINDOWS = ["minute", "day", "month"] as const satisfies readonly Window[];

/** Requests by window; each count belongs to the window that began at its start. Plain data. */
export type BudgetUse = Readonly<Record<Window, { readonly start: number; readonly used: number }>>;

const NOTHING = { start: 0, used: 0 };
export const UNUSED: BudgetUse = { minute: NOTHING, day: NOTHING, month: NOTHING };

/** One request more; null where a window has no room left. */
export function spend(use: BudgetUse, limits: BudgetLimits, now: number): BudgetUse | null {
  const current = at(use, now);
  if (WINDOWS.some((window) => current[window].used >= limits[window])) return null;
  const { minute, day, month } = current;
  return { minute: oneMore(minute), day: oneMore(day), month: oneMore(month) };
}

/** Of what a window has left for its remaining time, the part that is kept for what Wick asks by its own plan. */
const PLANNED = 7 / 8;

/**
 * Whether there is room for a question that anybody may cause: only in what the plan does not need, so that no
 * stranger can spend what the markets of the rest of the minute, day or month are asked with.
 */
export function hasSpare(use: BudgetUse, limits: BudgetLimits, now: number): boolean {
  return windowsOf(use, limits, now).every(({ window, limit, remaining, resetsAt }) => {
    const left = (resetsAt - now) / (resetsAt - startOf(window, now));
    return remaining > Math.floor(limit * PLANNED * left);
  });
}

/** The use of every window at `now`. */
export function windowsOf(use: BudgetUse, limits: BudgetLimits, now: number): WindowUse[] {
  const current = at(use, now);
  return WINDOWS.map((window) => ({
    window,
    limit: limits[window],
    used: current[window].used,
    remaining: Math.max(0, limits[window] - current[window].used),
    resetsAt: endOf(window, now),
  }));
}

function at(use: BudgetUse, now: number): BudgetUse {
  const current = (window: Window) => {
    const start = startOf(window, now);
    // A clock that was set back does not give back what was spent.
    return use[window].start >= start ? use[window] : { start, used: 0 };
  };
  return { minute: current("minute"), day: current("day"), month: current("month") };
}

function oneMore<T extends { readonly used: number }>(count: T): T {
  return { ...count, used: count.used + 1 };
}

function startOf(window: Window, now: number): number {
  if (window === "minute") return now - (now % 60_000);
  if (window === "day") return now - (now % 86_400_000);
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}

function endOf(window: Window, now: number): number {
  if (window === "minute") return startOf(window, now) + 60_000;
  if (window === "day") return startOf(window, now) + 86_400_000;
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}
