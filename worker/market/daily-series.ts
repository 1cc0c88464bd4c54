import { z } from "zod";
import type { DecimalStyle } from "../../contract/bar-json.ts";
import type { History } from "../../contract/history.ts";
import type { Bar } from "../../market/bars/bar.ts";
import type { CacheEntryRow } from "../../platform/d1/schema/coins.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";
import { decimalJson } from "./decimal-json.ts";

export type SeriesKind = "chart" | "volume";

const DAY_MS = 86_400_000;
/** After midnight the day that ended is final within minutes; then there is a newer point. */
const SETTLED_MS = 5 * 60_000;
/** Without a single day there may be one soon. */
const EMPTY_FRESH_MS = 60_000;
export const WARM_DAYS = 365;

const PointsSchema = z.array(z.tuple([z.number(), z.string()]));
/** `[start of the day, decimal text]`, oldest first. */
export type Points = z.infer<typeof PointsSchema>;

export function seriesKey(kind: SeriesKind, symbol: string): string {
  return `${kind}:${symbol}`;
}

/** The last year of final daily bars of a symbol. @throws as History */
export async function dailyBars(history: History, row: SymbolRow): Promise<readonly Bar[]> {
  return (await history.page(row.symbol, row.feed, { timeframe: "1d", limit: WARM_DAYS })).bars;
}

/** Closes, or turnover in the quote asset, of daily bars as a warm entry. */
export function seriesEntry(
  kind: SeriesKind,
  symbol: string,
  bars: readonly Bar[],
  now: number,
): CacheEntryRow {
  const points: Points = bars.map((bar) => [bar.openTime, kind === "chart" ? bar.close : bar.quoteVolume]);
  return {
    key: seriesKey(kind, symbol),
    json: JSON.stringify(points),
    asOf: now,
    freshUntil: points.length === 0 ? now + EMPTY_FRESH_MS : nextSettled(now),
    source: "wick",
  };
}

/** When the next day's bar will be final. */
function nextSettled(now: number): number {
  const settled = now - SETTLED_MS;
  return settled - (settled % DAY_MS) + DAY_MS + SETTLED_MS;
}

/** The points of a warm entry; undefined for one of another shape. */
export function pointsOf(entry: CacheEntryRow): Points | undefined {
  return PointsSchema.safeParse(JSON.parse(entry.json)).data;
}

/** Points as JSON text, every digit as it came. */
export function pointsJson(points: Points, style: DecimalStyle): string {
  return `[${points.map(([time, value]) => `[${time},${decimalJson(value, style)}]`).join(",")}]`;
}
