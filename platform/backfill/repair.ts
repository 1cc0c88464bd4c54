import type { Stretch } from "../../market/backfill/stretch.ts";
import { barOfKline } from "../../market/bars/sum.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { barStatements } from "../d1/bars.ts";
import type { RequestPurpose } from "../feeds/feed.ts";
import { fetchPages } from "./fetch-pages.ts";
import { outageStatements } from "./outages.ts";
import type { BackfillPorts } from "./ports.ts";

export interface Repaired {
  /** Bars that the exchange had for the missing runs, and that are in D1 now. */
  readonly stored: number;
  /** Runs it does not have: written down as its outages. */
  readonly outages: number;
  readonly requests: number;
  /** False when the bound on pages was reached before the end. */
  readonly whole: boolean;
}

/**
 * Asks the exchange for runs that are missing and stores what it has; what it does not have is its outage.
 * Each run is committed by itself. @throws FeedError, Error when D1 fails
 */
export async function repairRuns(
  ports: BackfillPorts,
  series: { readonly symbol: string; readonly timeframe: Timeframe },
  runs: readonly Stretch[],
  options: { readonly pages: number; readonly purpose: RequestPurpose },
): Promise<Repaired> {
  const { symbol, timeframe } = series;
  const { db, exchange, now } = ports;
  const asked = { rest: exchange(symbol), timeframe, purpose: options.purpose };
  let [stored, outages, requests] = [0, 0, 0];
  for (const run of runs) {
    let { from } = run;
    while (from <= run.to) {
      if (requests >= options.pages) return { stored, outages, requests, whole: false };
      const got = await fetchPages(asked, { from, to: run.to }, 1);
      const rows = got.klines.map((kline) => ({ symbol, timeframe, bar: barOfKline(kline, 0) }));
      const statements = [
        ...barStatements(db, rows),
        ...outageStatements(db, symbol, timeframe, got.outages, now()),
      ];
      if (statements.length > 0) await db.batch(statements);
      stored += rows.length;
      outages += got.outages.length;
      requests += got.requests;
      from = got.next;
    }
  }
  return { stored, outages, requests, whole: true };
}
