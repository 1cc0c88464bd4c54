import { barsIn } from "../../market/backfill/stretch.ts";
import { type EpochMs, openTimeOf, TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import { FeedError } from "../feeds/feed.ts";
import { coverageOf } from "./coverage.ts";
import type { BackfillPorts } from "./ports.ts";
import { repairRuns } from "./repair.ts";
import { joinSeries, type WholeStretch } from "./series.ts";
import { newestClosed } from "./series-ends.ts";
import { type UpperEnd, upperEnds } from "./upper-end.ts";

/** How long a hub may take to bring a closed bar before the exchange is asked for it. On the exchange's clock. */
const GRACE_MS = 5 * 60_000;
/** A series grows by so many bars at once: of minutes, a row each would cost more than the minutes' own. */
const LEAST_GROWTH: Partial<Record<Timeframe, number>> = { "1m": 15 };
/** Pages a symbol and call. */
const PAGES = 5;

export interface ExtendPorts extends BackfillPorts {
  /** The exchange's clock as a symbol's hub knows it; null where it knows none. May fail: then the exchange is asked. */
  readonly hubTime: (symbol: string) => Promise<EpochMs | null>;
}

export interface Extended {
  /** Bars that were missing and came from the exchange. */
  readonly stored: number;
  readonly outages: number;
  /** Symbols whose series grew. */
  readonly grown: number;
  /** What failed, by symbol; waits for weight are not among it. */
  readonly failures: readonly string[];
}

/**
 * Keeps series complete at their upper ends: over what the hubs have brought, and over what they have not, which is
 * asked of the exchange. What is not due yet by the exchange's clock is left. @throws Error when D1 fails
 */
export async function extendSeries(
  ports: ExtendPorts,
  timeframe: Timeframe,
  symbols: readonly string[],
): Promise<Extended> {
  const whole: WholeStretch[] = [];
  const failures: string[] = [];
  let [stored, outages] = [0, 0];
  for (const end of symbols.length === 0 ? [] : await upperEnds(ports.db, timeframe, symbols)) {
    try {
      const got = await wholeAt(ports, timeframe, end);
      if (got === undefined) continue;
      whole.push({ symbol: end.symbol, from: got.from, to: got.to });
      stored += got.stored;
      outages += got.outages;
    } catch (error) {
      if (!(error instanceof FeedError)) throw error;
      const waits = error.failure === "rate_limited" || error.failure === "banned";
      if (!waits) failures.push(`${end.symbol}: ${error.failure}: ${error.message}`);
    }
  }
  await joinSeries(ports.db, timeframe, whole);
  return { stored, outages, grown: whole.length, failures };
}

interface Whole {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly stored: number;
  readonly outages: number;
}

const none = { stored: 0, outages: 0 };

/** A stretch beyond the series that is whole now; undefined where there is none, or not yet. */
async function wholeAt(ports: ExtendPorts, timeframe: Timeframe, end: UpperEnd): Promise<Whole | undefined> {
  const { symbol } = end;
  switch (end.kind) {
    case "whole": {
      const { from, to } = end;
      if (barsIn({ from, to }, TIMEFRAME_MS[timeframe]) >= (LEAST_GROWTH[timeframe] ?? 1)) {
        return { from, to, ...none };
      }
      const due = await lastDue(ports, symbol, timeframe);
      return due <= to ? undefined : await filled(ports, symbol, timeframe, from, due);
    }
    case "unbegun":
      return { ...end.run, ...none };
    case "empty": {
      const newest = await newestClosed(ports.exchange(symbol), timeframe, "repair");
      return newest === undefined ? undefined : await filled(ports, symbol, timeframe, newest, newest);
    }
    case "holed": {
      const { missing } = await coverageOf(ports, symbol, timeframe, end);
      const due = missing.length === 0 ? end.to : await lastDue(ports, symbol, timeframe);
      // A hole at the hub's present is the hub's to fill.
      const open = missing.find(({ to }) => to > due);
      const to = open === undefined ? end.to : open.from - TIMEFRAME_MS[timeframe];
      return to < end.from ? undefined : await filled(ports, symbol, timeframe, end.from, to);
    }
    case "still": {
      const due = await lastDue(ports, symbol, timeframe);
      if (due <= end.through) return undefined;
      return await filled(ports, symbol, timeframe, end.through + TIMEFRAME_MS[timeframe], due);
    }
    default:
      return end satisfies never;
  }
}

async function filled(
  ports: ExtendPorts,
  symbol: string,
  timeframe: Timeframe,
  from: EpochMs,
  to: EpochMs,
): Promise<Whole | undefined> {
  const { missing } = await coverageOf(ports, symbol, timeframe, { from, to });
  const repaired = await repairRuns(ports, { symbol, timeframe }, missing, {
    pages: PAGES,
    purpose: "repair",
  });
  const { stored, outages } = repaired;
  return repaired.whole ? { from, to, stored, outages } : undefined;
}

/** Open time of the newest bar that should be in store by now. */
async function lastDue(ports: ExtendPorts, symbol: string, timeframe: Timeframe): Promise<EpochMs> {
  const step = TIMEFRAME_MS[timeframe];
  const known = await ports.hubTime(symbol).catch(() => null);
  if (known !== null && known > 0) return openTimeOf(known - GRACE_MS, timeframe) - step;
  return (await newestClosed(ports.exchange(symbol), timeframe, "repair")) ?? 0;
}
