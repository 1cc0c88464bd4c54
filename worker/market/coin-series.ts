import { WickError } from "../../contract/errors.ts";
import type { SourceId } from "../../contract/market.ts";
import { getCacheEntry, putCacheEntry } from "../../platform/d1/cache-entries.ts";
import type { CacheEntryRow } from "../../platform/d1/schema/coins.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";
import { withDeadline } from "../../platform/deadline.ts";
import type { Env } from "../../platform/env.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";
import type { Isolate } from "../isolate.ts";
import { deskStub } from "../stubs.ts";
import type { KnownCoin } from "./coin-book.ts";
import { dailyBars, type Points, pointsOf, type SeriesKind, seriesEntry, seriesKey } from "./daily-series.ts";

const READ_MS = 1_000;
/** The desk itself ends within ten seconds. */
const DESK_MS = 11_000;

export interface CoinSeries {
  readonly coin: string;
  readonly symbol: string | null;
  readonly days: number;
  readonly currency: string;
  readonly source: SourceId | "wick";
  readonly asOf: number;
  readonly stale: boolean;
  /** Our own points are of final bars; null where a source does not say. */
  readonly final: true | null;
  readonly points: Points;
}

/**
 * The last `days` daily points of a coin: warm ones, else from our own bars (and then warm for the next), else
 * from an outside source. @throws WickError unavailable, where nobody has any
 */
export async function coinSeries(
  env: Env,
  isolate: Isolate,
  kind: SeriesKind,
  coin: KnownCoin,
  days: number,
): Promise<CoinSeries> {
  const { symbol } = coin;
  if (symbol === null) {
    if (isolate.config.MARKET_SOURCES.length > 0) return await outsideSeries(env, kind, coin, days);
    const why = `No market of ${coin.name} is followed, and no outside source is used.`;
    throw new WickError("unavailable", `${why} Nobody can tell its ${kind}.`);
  }
  const now = Date.now();
  const kept = await keptEntry(env.DB, seriesKey(kind, symbol.symbol));
  const fresh =
    kept !== undefined && kept.freshUntil > now ? kept : await madeEntry(env, isolate, kind, symbol, now);
  const entry = fresh ?? kept;
  const points = (entry && pointsOf(entry)) ?? [];
  if (entry === undefined || points.length === 0) {
    if (symbol.feed !== "push" && isolate.config.MARKET_SOURCES.length > 0)
      return await outsideSeries(env, kind, coin, days);
    if (entry !== undefined) return own(coin, symbol, days, now, []);
    throw new WickError("unavailable", `The daily bars of ${symbol.symbol} cannot be read right now.`, {
      retryAfterMs: 60_000,
    });
  }
  const series = own(coin, symbol, days, entry.asOf, points.slice(-days));
  return { ...series, stale: entry.freshUntil <= now };
}

function own(coin: KnownCoin, symbol: SymbolRow, days: number, asOf: number, points: Points): CoinSeries {
  const { symbol: name, quote } = symbol;
  return {
    coin: coin.id,
    symbol: name,
    days,
    currency: quote,
    source: "wick",
    asOf,
    stale: false,
    final: true,
    points,
  };
}

async function keptEntry(db: D1Database, key: string): Promise<CacheEntryRow | undefined> {
  return await withDeadline(getCacheEntry(db, key), READ_MS, "D1").catch((error: unknown) => {
    log({ event: "refresh_failed", what: key, error: errorText(error) });
    return undefined;
  });
}

/** From our bars, and kept for all isolates. Undefined where the bars cannot be read: what is kept will do. */
async function madeEntry(
  env: Env,
  isolate: Isolate,
  kind: SeriesKind,
  symbol: SymbolRow,
  now: number,
): Promise<CacheEntryRow | undefined> {
  try {
    const entry = seriesEntry(kind, symbol.symbol, await dailyBars(isolate.history, symbol), now);
    await withDeadline(putCacheEntry(env.DB, entry, now), READ_MS, "D1").catch((error: unknown) => {
      log({ event: "refresh_failed", what: entry.key, error: errorText(error) });
    });
    return entry;
  } catch (error) {
    log({ event: "refresh_failed", what: `${kind} of ${symbol.symbol}`, error: errorText(error) });
    return undefined;
  }
}

async function outsideSeries(env: Env, kind: SeriesKind, coin: KnownCoin, days: number): Promise<CoinSeries> {
  const asked = deskStub(env).chart({ id: coin.id, base: coin.base }, days);
  const { value } = await withDeadline(asked, DESK_MS, "the market desk").catch(() => ({ value: null }));
  if (value === null) {
    throw new WickError("unavailable", `Nobody can tell the ${kind} of ${coin.name} right now.`, {
      retryAfterMs: 60_000,
    });
  }
  const told = kind === "chart" ? value.prices : value.volumes;
  return {
    coin: coin.id,
    symbol: null,
    days,
    currency: "USD",
    source: value.source,
    asOf: value.asOf,
    stale: false,
    final: null,
    points: told.map((point) => [point.time, point.value]),
  };
}
