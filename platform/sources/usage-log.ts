import type { SourceId } from "../../contract/market.ts";
import type { Gates } from "./asker.ts";
import type { DayUse } from "./gate.ts";

/** A day's use is written down at most this often. */
export const USAGE_EVERY_MS = 5 * 60_000;

export interface UsageRow extends DayUse {
  readonly source: SourceId;
}

/** What was last written down: by source, the requests of its day, and when. Plain data. */
export interface UsageMark {
  readonly at: number;
  readonly seen: Readonly<Record<string, number>>;
}

export const NOTHING_WRITTEN: UsageMark = { at: 0, seen: {} };

/**
 * The days' uses that have changed since they were written down, if it is time again. A day that ends between two
 * writes lacks its last minutes' requests: it is a record for people; budgets are counted elsewhere.
 */
export function dueUsage(
  gates: Gates,
  mark: UsageMark,
  now: number,
): { readonly rows: readonly UsageRow[]; readonly mark: UsageMark } {
  if (now - mark.at < USAGE_EVERY_MS) return { rows: [], mark };
  const rows: UsageRow[] = [];
  const seen: Record<string, number> = {};
  for (const [id, gate] of Object.entries(gates)) {
    const { today } = gate;
    if (today.day === "") continue;
    const key = `${id} ${today.day}`;
    const sum = today.requests + today.failures;
    seen[key] = sum;
    // Keys of `gates` are source ids; Object.entries forgets it.
    if (mark.seen[key] !== sum) rows.push({ source: id as SourceId, ...today });
  }
  return { rows, mark: rows.length === 0 ? mark : { at: now, seen } };
}
