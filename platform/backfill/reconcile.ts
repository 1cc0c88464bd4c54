import type { ReviseReport } from "../../contract/hub.ts";
import type { Stretch } from "../../market/backfill/stretch.ts";
import type { Bar } from "../../market/bars/bar.ts";
import { type EpochMs, openTimeOf, TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import { barStatements, upsertBars } from "../d1/bars.ts";
import { compare } from "./compare.ts";
import { PAGE } from "./fetch-pages.ts";
import type { BackfillPorts } from "./ports.ts";
import type { Series } from "./series.ts";
import { storedBars } from "./stored-bars.ts";

const DAY_MS = TIMEFRAME_MS["1d"];
/** Closed days that are compared: twice each, so that what the hub revised is seen to have arrived... */
const DAYS = 2;
/** ...and those that nobody compared since, as far back as hubs hold minutes. */
const MOST_DAYS = 7;
const BARS_A_CALL = 200;

type ReconciledTimeframe = Exclude<Timeframe, "1s">;

export interface ReconcilePorts extends BackfillPorts {
  /** Hands corrections to a symbol's hub, which revises the bars that it still holds. */
  readonly reviseBars: (
    symbol: string,
    timeframe: ReconciledTimeframe,
    bars: readonly Bar[],
  ) => Promise<ReviseReport>;
}

export interface Reconciled {
  readonly compared: number;
  /** Bars that the exchange's klines have overruled. */
  readonly mismatches: number;
  /** Bars that it did not have before. */
  readonly found: number;
}

/**
 * Compares the last closed days of a symbol's series with the exchange's klines, digit by digit, shortest timeframe
 * first. A bar that differs is revised by its hub, where it holds it: a minute with all that stands on it. Another
 * becomes the next revision in D1. One that nobody has is stored: it is no outage. @throws FeedError, Error when D1 or the hub fails
 */
export async function reconcile(
  ports: ReconcilePorts,
  symbol: string,
  ofSymbol: readonly Series[],
): Promise<Reconciled> {
  const ordered = [...ofSymbol].sort((a, b) => TIMEFRAME_MS[a.timeframe] - TIMEFRAME_MS[b.timeframe]);
  /** Minutes that the hub has just revised: what stands on them follows from there. */
  const left = new Set<EpochMs>();
  let [compared, mismatches, stored] = [0, 0, 0];
  for (const series of ordered) {
    const { timeframe } = series;
    const days = closedDays(series, ports.now());
    if (days === undefined || timeframe === "1s") continue;
    const found = await differing(ports, series, days);
    const standing = new Set([...left].map((minute) => openTimeOf(minute, timeframe)));
    const own = found.corrected.filter(({ openTime }) => !standing.has(openTime));
    const { held, revised } = await revisedByHub(ports, symbol, timeframe, own);
    if (timeframe === "1m") for (const openTime of held) left.add(openTime);
    const others = own.filter(({ openTime }) => !held.has(openTime));
    await upsertBars(
      ports.db,
      others.map((bar) => ({ symbol, timeframe, bar })),
    );
    await storeFound(ports, series, found.missing);
    const corrected = revised + others.length;
    await noteChecked(ports, series, corrected);
    compared += found.compared;
    mismatches += corrected;
    stored += found.missing.length;
  }
  return { compared, mismatches, found: stored };
}

/** What the hub does with corrections, a few at a time: each minute rolls a day up again. */
async function revisedByHub(
  ports: ReconcilePorts,
  symbol: string,
  timeframe: ReconciledTimeframe,
  bars: readonly Bar[],
): Promise<{ readonly held: ReadonlySet<EpochMs>; readonly revised: number }> {
  const held = new Set<EpochMs>();
  let revised = 0;
  for (let start = 0; start < bars.length; start += BARS_A_CALL) {
    const report = await ports.reviseBars(symbol, timeframe, bars.slice(start, start + BARS_A_CALL));
    for (const openTime of report.held) held.add(openTime);
    revised += report.revised;
  }
  return { held, revised };
}

/** The last closed UTC days of a series that are whole: more of them where days passed without a comparison. */
function closedDays(
  { timeframe, fromOpen, throughOpen, checkedAt }: Series,
  now: number,
): Stretch | undefined {
  const unchecked = checkedAt === null ? 0 : Math.round((now - checkedAt) / DAY_MS) + 1;
  const count = Math.min(MOST_DAYS, Math.max(DAYS, unchecked));
  const step = TIMEFRAME_MS[timeframe];
  const end = openTimeOf(throughOpen + step, "1d");
  const from = Math.max(fromOpen, end - count * DAY_MS);
  return from < end ? { from, to: end - step } : undefined;
}

async function differing(ports: ReconcilePorts, { symbol, timeframe }: Series, days: Stretch) {
  const rest = ports.exchange(symbol);
  const step = TIMEFRAME_MS[timeframe];
  const corrected: Bar[] = [];
  const missing: Bar[] = [];
  let compared = 0;
  for (let { from } = days; from <= days.to; from += PAGE * step) {
    const to = Math.min(days.to, from + (PAGE - 1) * step);
    const told = await rest.klines({ timeframe, from, to, limit: PAGE, purpose: "repair" });
    const page = compare(await storedBars(ports.db, symbol, timeframe, { from, to }), told);
    corrected.push(...page.corrected);
    missing.push(...page.missing);
    compared += page.compared;
  }
  return { corrected, missing, compared };
}

/** What an outage was said to be is stored, and the outage taken back; what is left of it is found by the next audit. */
async function storeFound(
  { db }: ReconcilePorts,
  { symbol, timeframe }: Series,
  bars: readonly Bar[],
): Promise<void> {
  if (bars.length === 0) return;
  await db.batch([
    ...barStatements(
      db,
      bars.map((bar) => ({ symbol, timeframe, bar })),
    ),
    db
      .prepare(
        `DELETE FROM series_outage WHERE symbol = ?1 AND timeframe = ?2
         AND EXISTS (SELECT 1 FROM json_each(?3) WHERE value BETWEEN from_open AND to_open)`,
      )
      .bind(symbol, timeframe, JSON.stringify(bars.map(({ openTime }) => openTime))),
  ]);
}

async function noteChecked(
  { db, now }: ReconcilePorts,
  { symbol, timeframe }: Series,
  mismatches: number,
): Promise<void> {
  await db
    .prepare(
      `UPDATE series SET checked_at = ?3, mismatches = mismatches + ?4 WHERE symbol = ?1 AND timeframe = ?2`,
    )
    .bind(symbol, timeframe, now(), mismatches)
    .run();
}
