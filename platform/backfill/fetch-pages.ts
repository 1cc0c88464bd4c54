import { missingRuns, type Stretch } from "../../market/backfill/stretch.ts";
import type { Kline } from "../../market/bars/kline.ts";
import { type EpochMs, TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import { FeedError, type FeedRest, type RequestPurpose } from "../feeds/feed.ts";

/** One less than the exchange's most: the row beyond proves that the last one is closed. */
export const PAGE = 999;

const LEAST_PAGE = 60;

/** Rows to ask for after so many failures in a row: one that is too slow for a full page may manage a smaller one. */
export function pageAfter(failures: number): number {
  return Math.max(LEAST_PAGE, Math.floor(PAGE / 2 ** Math.min(failures, 10)));
}

/** A part of a stretch as the exchange tells it: nothing is missing before `next` but the outages. */
export interface Fetched {
  /** Closed, oldest first. */
  readonly klines: readonly Kline[];
  /** Runs the exchange does not have, asked for twice. */
  readonly outages: readonly Stretch[];
  readonly next: EpochMs;
  readonly requests: number;
}

interface Asked {
  readonly rest: FeedRest;
  readonly timeframe: Timeframe;
  readonly purpose: RequestPurpose;
}

/**
 * Reads a stretch from its beginning, at most `pages` pages of `pageRows` rows of it, and at least one; no further
 * once `enough` says so.
 * @throws FeedError, and `unavailable` also where the exchange lags behind the end of the stretch.
 */
export async function fetchPages(
  asked: Asked,
  stretch: Stretch,
  pages: number,
  pageRows: number = PAGE,
  enough: () => boolean = () => false,
): Promise<Fetched> {
  const klines: Kline[] = [];
  const outages: Stretch[] = [];
  let { from: next } = stretch;
  let requests = 0;
  for (let page = 0; page < pages && next <= stretch.to && (page === 0 || !enough()); page++) {
    const { rest, timeframe, purpose } = asked;
    const rows = await rest.klines({ timeframe, from: next, to: stretch.to, limit: pageRows, purpose });
    requests += 1;
    const last = rows.at(-1);
    const end = rows.length >= pageRows && last !== undefined ? last.openTime : stretch.to;
    const whole = await completed(asked, { from: next, to: end }, closedOf(rows));
    klines.push(...whole.klines);
    outages.push(...whole.outages);
    requests += whole.requests;
    next = end + TIMEFRAME_MS[timeframe];
  }
  return { klines, outages, next, requests };
}

/**
 * What was told of a stretch, and for each run that is missing in it what the exchange says when it is asked again:
 * its bars, or that the next one it has lies behind the run, which proves an outage. @throws FeedError
 */
export async function completed(
  asked: Asked,
  stretch: Stretch,
  told: readonly Kline[],
): Promise<Omit<Fetched, "next">> {
  const { rest, timeframe, purpose } = asked;
  const stepMs = TIMEFRAME_MS[timeframe];
  const outages: Stretch[] = [];
  const found: Kline[] = [];
  const times = told.map(({ openTime }) => openTime);
  let requests = 0;
  for (const run of missingRuns(stretch, times, stepMs)) {
    let { from } = run;
    while (from <= run.to) {
      const again = await rest.klines({ timeframe, from, limit: PAGE, purpose });
      requests += 1;
      const [first] = again;
      if (first === undefined) throw lagging(timeframe, from);
      if (first.openTime > from) outages.push({ from, to: Math.min(run.to, first.openTime - stepMs) });
      from = first.openTime;
      // As far as they are without another hole: what is behind one is asked for in turn.
      for (const kline of closedOf(again.filter(({ openTime }) => openTime <= run.to))) {
        if (kline.openTime !== from) break;
        found.push(kline);
        from += stepMs;
      }
    }
  }
  const klines = found.length === 0 ? told : [...told, ...found].sort((a, b) => a.openTime - b.openTime);
  return { klines, outages, requests };
}

function closedOf(klines: readonly Kline[]): readonly Kline[] {
  const open = klines.find(({ closed }) => !closed);
  if (open !== undefined) throw lagging(open.timeframe, open.openTime);
  return klines;
}

function lagging(timeframe: Timeframe, openTime: EpochMs): FeedError {
  return new FeedError(
    "unavailable",
    `the exchange does not show the ${timeframe} bar ${openTime} as closed yet`,
  );
}
