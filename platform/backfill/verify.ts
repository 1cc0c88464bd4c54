import { sample } from "../../market/backfill/sample.ts";
import { barsIn } from "../../market/backfill/stretch.ts";
import { TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import { upsertBars } from "../d1/bars.ts";
import { compare } from "./compare.ts";
import { type Coverage, coverageOf } from "./coverage.ts";
import { PAGE, pageAfter } from "./fetch-pages.ts";
import type { BackfillPorts } from "./ports.ts";
import { type Repaired, repairRuns } from "./repair.ts";
import type { Backfill } from "./rows.ts";
import { storedBars } from "./stored-bars.ts";

const LEAST_SAMPLES = 2;
const MOST_SAMPLES = 8;
const SAMPLED_SHARE = 0.02;

/** What verification found; kept in the row as JSON. */
export interface Report {
  /** Bars of the stretch on the grid, and how many of them the exchange does not have. */
  readonly expected: number;
  readonly outages: number;
  /** Rows in D1; the rest had moved to the cold store already. */
  readonly stored: number;
  /** Pages that were read a second time, bars compared in them, and bars that the second reading corrected. */
  readonly sampledPages: number;
  readonly compared: number;
  readonly corrected: number;
}

export type Verdict =
  | { readonly kind: "whole"; readonly report: Report }
  /** Something was missing and has been asked for: look again. */
  | { readonly kind: "repaired"; readonly coverage: Coverage; readonly repaired: Repaired };

/**
 * Looks whether a fetched stretch is whole: every bar of the grid in store or an outage of the exchange; and reads
 * a sample of its pages, the same for the same backfill, a second time. @throws FeedError, Error when D1 fails
 */
export async function verify(ports: BackfillPorts, row: Backfill, pages: number): Promise<Verdict> {
  const { symbol, timeframe } = row;
  const stretch = { from: row.fromOpen, to: row.toOpen };
  const coverage = await coverageOf(ports, symbol, timeframe, stretch);
  if (coverage.missing.length > 0) {
    const repaired = await repairRuns(ports, row, coverage.missing, { pages, purpose: "seed" });
    return { kind: "repaired", coverage, repaired };
  }
  const expected = barsIn(stretch, TIMEFRAME_MS[timeframe]);
  const sampled = await secondReading(ports, row);
  const report = { expected, outages: coverage.outages, stored: coverage.hot, ...sampled };
  return { kind: "whole", report };
}

async function secondReading(
  ports: BackfillPorts,
  row: Backfill,
): Promise<Pick<Report, "sampledPages" | "compared" | "corrected">> {
  const { symbol, timeframe } = row;
  const stepMs = TIMEFRAME_MS[timeframe];
  const pages = Math.ceil(barsIn({ from: row.fromOpen, to: row.toOpen }, stepMs) / PAGE);
  const count = Math.min(MOST_SAMPLES, Math.max(LEAST_SAMPLES, Math.ceil(pages * SAMPLED_SHARE)));
  const rest = ports.exchange(symbol);
  let [compared, corrected] = [0, 0];
  const chosen = sample(row.id, pages, count);
  for (const page of chosen) {
    const from = row.fromOpen + page * PAGE * stepMs;
    const to = Math.min(row.toOpen, from + (pageAfter(row.failures) - 1) * stepMs);
    const klines = await rest.klines({ timeframe, from, to, limit: PAGE, purpose: "seed" });
    const stored = await storedBars(ports.db, symbol, timeframe, { from, to });
    // Bars made of trades are compared by reconciliation, through their hub.
    const comparison = compare(
      stored.filter(({ source }) => source === "kline"),
      klines,
    );
    await upsertBars(
      ports.db,
      comparison.corrected.map((bar) => ({ symbol, timeframe, bar })),
    );
    compared += comparison.compared;
    corrected += comparison.corrected.length;
  }
  return { sampledPages: chosen.length, compared, corrected };
}
