import { z } from "zod";
import { SOURCE_IDS } from "../../contract/market.ts";
import { PriceStateSchema } from "../../contract/rest/prices.ts";
import { getCacheEntries } from "../../platform/d1/cache-entries.ts";
import type { CacheEntryRow } from "../../platform/d1/schema/coins.ts";
import { withDeadline } from "../../platform/deadline.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";
import type { BoardState } from "../prices/price-board.ts";
import { type MarketDatum, mainSource } from "./market-data.ts";

/** Keys of the two snapshots, and how long each is as good as new. */
export const PRICES_KEY = "prices";
export const MARKET_KEY = "market";
export const PRICES_FRESH_MS = 10_000;
export const MARKET_FRESH_MS = 60_000;

/** A read for a route that does not wait: D1 answers in this time, or not at all. */
const QUICK_READ_MS = 300;

const text = z.string().nullable();
const PricesSchema = z.array(
  z.object({
    symbol: z.string(),
    name: z.string(),
    coin: z.string(),
    base: z.string(),
    quote: z.string(),
    day: z.object({
      last: text,
      change: text,
      changePercent: text,
      high: text,
      low: text,
      volume: text,
      quoteVolume: text,
      bid: text,
      ask: text,
      time: z.number().nullable(),
    }),
    state: PriceStateSchema,
    source: z.enum(["binance", "replay", "push"]).nullable(),
    sparkline: z.array(z.string()),
  }),
);

const MarketSchema = z.array(
  z.object({
    coin: z.string(),
    base: z.string(),
    name: z.string(),
    symbol: text,
    price: text,
    change24h: text,
    changePercent24h: text,
    high24h: text,
    low24h: text,
    volume24h: text,
    marketCap: text,
    rank: z.number().nullable(),
    circulatingSupply: text,
    totalSupply: text,
    maxSupply: text,
    source: z.enum([...SOURCE_IDS, "wick"]),
    asOf: z.number(),
    stale: z.boolean(),
  }),
);

export interface MarketState {
  readonly rows: readonly MarketDatum[];
  readonly asOf: number;
}

/** The market as a snapshot keeps it; undefined where no coin has a price. @param now epoch ms. */
export function marketEntry(rows: readonly MarketDatum[], now: number): CacheEntryRow | undefined {
  const source = mainSource(rows);
  if (source === null) return undefined;
  const json = JSON.stringify(rows);
  return { key: MARKET_KEY, json, asOf: now, freshUntil: now + MARKET_FRESH_MS, source };
}

/** What the snapshots kept last; undefined for what is not there, not readable, or not read in time. */
export async function storedSnapshots(
  db: D1Database,
): Promise<{ readonly prices: BoardState | undefined; readonly market: MarketState | undefined }> {
  try {
    const entries = await withDeadline(getCacheEntries(db, [PRICES_KEY, MARKET_KEY]), QUICK_READ_MS, "D1");
    return { prices: pricesOf(entries.get(PRICES_KEY)), market: marketOf(entries.get(MARKET_KEY)) };
  } catch (error) {
    log({ event: "refresh_failed", what: "snapshots", error: errorText(error) });
    return { prices: undefined, market: undefined };
  }
}

/** The prices of a kept snapshot. An entry of an older shape is as good as none. */
export function pricesOf(entry: CacheEntryRow | undefined): BoardState | undefined {
  const result = entry && PricesSchema.safeParse(JSON.parse(entry.json));
  return entry && result?.success ? { prices: result.data, asOf: entry.asOf } : undefined;
}

function marketOf(entry: CacheEntryRow | undefined): MarketState | undefined {
  const result = entry && MarketSchema.safeParse(JSON.parse(entry.json));
  return entry && result?.success ? { rows: result.data, asOf: entry.asOf } : undefined;
}
