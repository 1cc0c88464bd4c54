import type { ProcessBarsReport } from "../../contract/hub.ts";
import { sameValues } from "../../market/bars/frames.ts";
import { barOfSum } from "../../market/bars/sum.ts";
import { type EpochMs, openTimeOf, TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import type { Core } from "./core.ts";
import { foldInto, ticksOf, wholeMinute } from "./refold.ts";

const MINUTE = TIMEFRAME_MS["1m"];

/**
 * Folds the final 1m bars again from the stored ticks, and all that stands on them; revises those that
 * differ. Bars the exchange's kline has overruled, and minutes whose ticks are not all stored, are left.
 */
export function processBars(core: Core, timeframe: Timeframe): ProcessBarsReport {
  core.checkpoint();
  const { tables, journal } = core;
  const span = tables.sql.all<{ low: number | null; high: number | null }>(
    "SELECT min(min_time) AS low, max(max_time) AS high FROM tick_chunk",
  )[0];
  const from = span?.low ?? null;
  const to = span?.high ?? null;
  if (from === null || to === null) return { timeframe, checked: 0, revised: 0, from: null, to: null };
  const before = journal.counters.revisions;
  let checked = 0;
  // The first minute may have begun before the oldest tick that is kept.
  for (let minute = openTimeOf(from, "1m") + (isPushed(core) ? 0 : MINUTE); minute <= to; minute += MINUTE) {
    if (refoldMinute(core, minute)) checked += 1;
  }
  core.checkpoint();
  return { timeframe, checked, revised: journal.counters.revisions - before, from, to };
}

function isPushed(core: Core): boolean {
  return core.status.source === "push";
}

function refoldMinute(core: Core, minute: EpochMs): boolean {
  const known = core.tables.bars.get("1m", minute);
  if (known === undefined || known.source === "kline") return false;
  const trades = isPushed(core)
    ? ticksOf(core.tables.ticks, minute).sort((a, b) => a.time - b.time || a.id - b.id)
    : wholeMinute(core.tables.ticks, minute);
  if (trades === undefined) return false;
  const sum = foldInto(trades, "1m")[0];
  if (sum === undefined) return false;
  const bar = barOfSum(sum, "1m", true, known.revision + 1);
  if (!sameValues(known, bar)) core.tables.sql.transaction(() => core.engine.replaceMinute(bar, "repair"));
  return true;
}
