import { barsIn, type Stretch } from "../../market/backfill/stretch.ts";
import { type EpochMs, TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import { coverageOf } from "./coverage.ts";
import type { BackfillPorts } from "./ports.ts";
import { type Repaired, repairRuns } from "./repair.ts";
import type { Series } from "./series.ts";

const RECENT_MS = 2 * TIMEFRAME_MS["1d"];

/** One part of a series, and the newest two days of it: after `parts` calls all of it was looked at. */
export function auditedParts(series: Series, part: number, parts: number): readonly Stretch[] {
  const stepMs = TIMEFRAME_MS[series.timeframe];
  const { fromOpen, throughOpen } = series;
  const bars = barsIn({ from: fromOpen, to: throughOpen }, stepMs);
  const at = (share: number) => fromOpen + Math.floor((bars * share) / parts) * stepMs;
  const recent = Math.max(fromOpen, throughOpen - (RECENT_MS - stepMs));
  const slice = { from: at(part), to: Math.min(at(part + 1), recent) - stepMs };
  const newest = { from: recent, to: throughOpen };
  return slice.from <= slice.to ? [slice, newest] : [newest];
}

/**
 * Looks for holes in a part of a series, and asks the exchange for what is missing: in D1, or in an object of the
 * cold store that has holes of its own. @throws FeedError, Error when D1 or R2 fails
 */
export async function auditSeries(
  ports: BackfillPorts,
  series: Series,
  parts: readonly Stretch[],
  pages: number,
): Promise<Repaired> {
  const { symbol, timeframe } = series;
  const missing: Stretch[] = [];
  for (const part of parts) {
    missing.push(...(await coverageOf(ports, symbol, timeframe, part)).missing);
  }
  return await repairRuns(ports, series, missing, { pages, purpose: "repair" });
}

/**
 * Where finished backfills do not meet their series, since it was begun anew at a hub's first bars while they were
 * under way: from where on it should reach.
 */
export async function unjoinedFrom(
  db: D1Database,
): Promise<readonly { readonly symbol: string; readonly timeframe: Timeframe; readonly from: EpochMs }[]> {
  const { results } = await db
    .prepare(
      `SELECT symbol, timeframe, min(backfill.from_open) AS "from"
       FROM backfill JOIN series USING (symbol, timeframe)
       WHERE backfill.status = 'done' AND backfill.from_open < series.from_open GROUP BY 1, 2`,
    )
    .all<{ symbol: string; timeframe: Timeframe; from: EpochMs }>();
  return results;
}
