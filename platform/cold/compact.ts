import type { EpochMs } from "../../market/time/timeframe.ts";
import type { Config } from "../config.ts";
import type { ColdBars } from "./cold-bars.ts";
import type { ColdObject } from "./cold-index.ts";
import { readHotBars, readHotPrecedences } from "./hot-bars.ts";
import { hotLimit } from "./hot-limits.ts";
import { type HotMonth, isClosed, needOf, type SymbolMonths, symbolMonths } from "./months.ts";
import { nextMonth } from "./periods.ts";

export interface CompactPorts {
  readonly db: D1Database;
  readonly bars: ColdBars;
  readonly config: Config;
  readonly now: () => number;
}

/** What a pass over symbols did. */
export interface CompactReport {
  /** Bars in the objects that were written. */
  rows: number;
  objects: number;
  /** Months that could not be written, with their errors; the others went on. */
  readonly failures: string[];
  /** False when the budget ran out first. */
  complete: boolean;
}

/**
 * Brings every month object up to what D1 has: closed months of all timeframes, and an open month of which bars are
 * to leave D1. Deletes nothing. Idempotent.
 * @param budget bars that may be written in this pass; a month that was begun is finished.
 */
export async function compactBars(
  ports: CompactPorts,
  symbols: readonly string[],
  budget: number,
): Promise<CompactReport> {
  const report: CompactReport = { rows: 0, objects: 0, failures: [], complete: true };
  for (const symbol of symbols) {
    const found = await symbolMonths(ports.db, symbol);
    for (const month of found.months) {
      if (report.rows >= budget) return { ...report, complete: false };
      try {
        const written = await compactMonth(ports, symbol, month, found);
        report.rows += written;
        report.objects += written > 0 ? 1 : 0;
      } catch (error) {
        const name = `${symbol} ${month.timeframe} ${new Date(month.month).toISOString().slice(0, 7)}`;
        report.failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  return report;
}

/** @returns the rows of the object, if one was written. */
async function compactMonth(
  ports: CompactPorts,
  symbol: string,
  month: HotMonth,
  { clock, objectOf }: SymbolMonths,
): Promise<number> {
  const { timeframe, first, last } = month;
  const limit = hotLimit(ports.config, timeframe, clock);
  const object = objectOf(month);
  const need = needOf(month, object, clock, limit);
  if (need === "nothing") return 0;
  if (object !== undefined && !(await hasNewer(ports, symbol, month, object, clock, limit))) return 0;
  const bars = await readHotBars(ports.db, symbol, timeframe, { from: first, to: last });
  const merged = await ports.bars.mergeMonth(symbol, timeframe, month.month, bars, ports.now());
  return merged.written ? merged.object.rows : 0;
}

/** Has D1 a bar that belongs into the object by now, and is not there or counts less there? */
async function hasNewer(
  { db, bars }: CompactPorts,
  symbol: string,
  { timeframe, month }: HotMonth,
  object: ColdObject,
  clock: EpochMs,
  limit: EpochMs | undefined,
): Promise<boolean> {
  const end = nextMonth(month);
  // An open month is written for the sake of what leaves D1; it grows by many days at once that way.
  const to = isClosed(month, clock) ? end - 1 : Math.min(end, limit ?? month) - 1;
  const stored = await bars.precedences(object);
  const hot = await readHotPrecedences(db, symbol, timeframe, { from: month, to });
  return hot.some(({ openTime, precedence }) => precedence > (stored.get(openTime) ?? -1));
}
