import type { Bar } from "../../market/bars/bar.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import type { Finding } from "../../market/patterns/finding.ts";
import { PATTERN_LEAD } from "../../market/patterns/pattern-engine.ts";
import { findingsFrom } from "../../market/patterns/pattern-series.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { readStoredPatterns } from "../../platform/d1/stored-patterns.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";

/** A final bar and what it completes. */
export interface BarFindings {
  readonly bar: Bar;
  readonly findings: readonly Finding[];
}

/**
 * What each of these bars completes, from index `from` on. What is stored and holds is taken from there, the rest is
 * computed, to the same bits ([PAT-12]).
 * @param bars final, oldest first; from `from` on each has `PATTERN_LEAD` before it, or all that there are.
 */
export async function barFindings(
  db: D1Database,
  { symbol, timeframe }: { readonly symbol: string; readonly timeframe: Timeframe },
  bars: readonly Bar[],
  from: number,
): Promise<readonly BarFindings[]> {
  const stored = await leadingFindings(db, symbol, timeframe, bars, from);
  const computed = findingsFrom(bars.map(priceBarOf), from + stored.length);
  const all = [...stored, ...computed];
  return bars.slice(from).map((bar, i) => ({ bar, findings: all[i] ?? [] }));
}

/**
 * The stored findings of the first bars from `from` on, up to the first that does not hold. A corrected bar is in
 * those of the bars after it as well: so the bars before `from` have to hold too, and behind one that does not, all
 * are computed.
 */
async function leadingFindings(
  db: D1Database,
  symbol: string,
  timeframe: Timeframe,
  bars: readonly Bar[],
  from: number,
): Promise<readonly (readonly Finding[])[]> {
  const first = bars[0]?.openTime;
  const last = bars.at(-1)?.openTime;
  // Seconds have no stored rows.
  if (first === undefined || last === undefined || timeframe === "1s") return [];
  try {
    const { rows, staleFrom } = await readStoredPatterns(db, symbol, timeframe, { from: first, to: last });
    const end = bars.findIndex(({ openTime, revision }, i) => {
      const row = rows[i];
      // Where these bars begin their series, the first rows are of fewer bars, as they should be.
      const isWhole = row?.openTime === openTime && row.bars > Math.min(i, PATTERN_LEAD);
      return !isWhole || row.revision !== revision || (staleFrom !== null && openTime >= staleFrom);
    });
    return rows.slice(from, end < 0 ? bars.length : end).map(({ findings }) => findings);
  } catch (error) {
    log({ event: "part_failed", part: "d1 patterns", error: errorText(error) });
    return [];
  }
}
