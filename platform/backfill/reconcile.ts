import type { ReviseReport } from "../../contract/hub.ts";
import type { Stretch } from "../../market/backfill/stretch.ts";
import type { Bar } from "../../market/bars/bar.ts";
import type { Kline } from "../../market/bars/kline.ts";
import { type EpochMs, openTimeOf, TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import { upsertBars } from "../d1/bars.ts";
import { compare } from "./compare.ts";
import { PAGE } from "./fetch-pages.ts";
import type { BackfillPorts } from "./ports.ts";
import type { Series } from "./series.ts";
import { storedBars } from "./stored-bars.ts";

const DAY_MS = TIMEFRAME_MS["1d"];
/** Closed days that are compared: twice each, so that what the hub revised is seen to have arrived. */
const DAYS = 2;

export interface ReconcilePorts extends BackfillPorts {
  /** Hands klines to a symbol's hub, which revises the 1m bars that it still holds. */
  readonly reviseMinutes: (symbol: string, klines: readonly Kline[]) => Promise<ReviseReport>;
}

export interface Reconciled {
  readonly compared: number;
  /** Bars that the exchange's klines have overruled. */
  readonly mismatches: number;
}

/**
 * Compares the last closed days of a symbol's series with the exchange's klines, digit by digit, shortest timeframe
 * first. A 1m bar that differs is revised by its hub, where it holds it, together with all that stands on it;
 * another becomes the next revision in D1. @throws FeedError, Error when D1 or the hub fails
 */
export async function reconcile(
  ports: ReconcilePorts,
  symbol: string,
  ofSymbol: readonly Series[],
): Promise<Reconciled> {
  const ordered = [...ofSymbol].sort((a, b) => TIMEFRAME_MS[a.timeframe] - TIMEFRAME_MS[b.timeframe]);
  /** Minutes that the hub has just revised: what stands on them follows from there. */
  const left = new Set<EpochMs>();
  let [compared, mismatches] = [0, 0];
  for (const series of ordered) {
    const { timeframe } = series;
    const days = closedDays(series);
    if (days === undefined) continue;
    const found = await differing(ports, series, days);
    let own = found.corrected.filter((bar) => !standsOn(left, bar, timeframe));
    let corrected = own.length;
    if (timeframe === "1m" && own.length > 0) {
      const klines = own.flatMap(({ openTime }) => found.klines.get(openTime) ?? []);
      const { held, revised } = await ports.reviseMinutes(symbol, klines);
      for (const openTime of held) left.add(openTime);
      own = own.filter(({ openTime }) => !left.has(openTime));
      corrected = revised + own.length;
    }
    const rows = own.map((bar) => ({ symbol, timeframe, bar }));
    await upsertBars(ports.db, rows);
    await noteChecked(ports, series, corrected);
    compared += found.compared;
    mismatches += corrected;
  }
  return { compared, mismatches };
}

/** The last closed UTC days of a series that are whole. */
function closedDays({ timeframe, fromOpen, throughOpen }: Series): Stretch | undefined {
  const step = TIMEFRAME_MS[timeframe];
  const end = openTimeOf(throughOpen + step, "1d");
  const from = Math.max(fromOpen, end - DAYS * DAY_MS);
  return from < end ? { from, to: end - step } : undefined;
}

async function differing(ports: ReconcilePorts, { symbol, timeframe }: Series, days: Stretch) {
  const rest = ports.exchange(symbol);
  const step = TIMEFRAME_MS[timeframe];
  const corrected: Bar[] = [];
  const klines = new Map<EpochMs, Kline>();
  let compared = 0;
  for (let { from } = days; from <= days.to; from += PAGE * step) {
    const to = Math.min(days.to, from + (PAGE - 1) * step);
    const told = await rest.klines({ timeframe, from, to, limit: PAGE, purpose: "repair" });
    const page = compare(await storedBars(ports.db, symbol, timeframe, { from, to }), told);
    for (const kline of told) klines.set(kline.openTime, kline);
    corrected.push(...page.corrected);
    compared += page.compared;
  }
  return { corrected, klines, compared };
}

function standsOn(minutes: ReadonlySet<EpochMs>, bar: Bar, timeframe: Timeframe): boolean {
  for (const minute of minutes) if (openTimeOf(minute, timeframe) === bar.openTime) return true;
  return false;
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
