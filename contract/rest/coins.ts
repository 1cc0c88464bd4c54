import { z } from "zod";
import { SOURCE_IDS } from "../market.ts";
import { SymbolNameSchema } from "../symbol.ts";
import { DecimalSchema, EpochMsSchema } from "./bar.ts";
import { PriceStateSchema } from "./prices.ts";

// A union and not `.nullable()`, which would let null into the shared description of every decimal.
const decimal = z.union([DecimalSchema, z.null()]);

/** An outside source, or `wick`: our own hubs and bars. */
export const DataSourceSchema = z
  .enum([...SOURCE_IDS, "wick"])
  .meta({ id: "DataSource", description: "An outside source, or `wick`: our own hubs and bars." });

/** The 24 hours of a coin as our own hub of `symbol` knows them. */
export const CoinDaySchema = z
  .object({
    symbol: SymbolNameSchema,
    last: decimal,
    change: decimal,
    changePercent: decimal,
    high: decimal,
    low: decimal,
    volume: decimal,
    quoteVolume: decimal,
    time: EpochMsSchema.nullable(),
    state: PriceStateSchema,
  })
  .meta({ id: "CoinDay" });

/** A coin's market by an outside source, in US dollars. */
export const CoinMarketSchema = z
  .object({
    price: decimal,
    change24h: decimal,
    changePercent24h: decimal,
    high24h: decimal,
    low24h: decimal,
    volume24h: decimal,
    marketCap: decimal,
    rank: z.number().int().nullable(),
    circulatingSupply: decimal,
    totalSupply: decimal,
    maxSupply: decimal,
    source: DataSourceSchema,
    asOf: EpochMsSchema,
    stale: z.boolean(),
  })
  .meta({ id: "CoinMarket" });

/** What is known of a coin besides its market. `source` is null for what is built in. */
export const CoinDetailsSchema = z
  .object({
    description: z.string().nullable(),
    homepage: z.string().nullable(),
    image: z.string().nullable(),
    genesis: z.string().nullable().meta({ example: "2009-01-03" }),
    categories: z.array(z.string()),
    rank: z.number().int().nullable(),
    marketCap: decimal,
    circulatingSupply: decimal,
    totalSupply: decimal,
    maxSupply: decimal,
    allTimeHigh: decimal,
    allTimeHighAt: EpochMsSchema.nullable(),
    allTimeLow: decimal,
    allTimeLowAt: EpochMsSchema.nullable(),
    source: DataSourceSchema.nullable(),
    asOf: EpochMsSchema.nullable(),
  })
  .meta({ id: "CoinDetails" });

export const CoinSchema = z
  .object({
    coin: z.string().meta({ example: "bitcoin" }),
    base: z.string().meta({ example: "BTC" }),
    name: z.string().meta({ example: "Bitcoin" }),
    day: CoinDaySchema.nullable().meta({
      description: "By our own hub; null for a coin that is not followed.",
    }),
    market: CoinMarketSchema.nullable().meta({ description: "By an outside source; null where none told." }),
    details: CoinDetailsSchema.nullable().meta({ description: "Null for a coin that nobody described yet." }),
  })
  .meta({ id: "Coin" });

export const CoinListSchema = z
  .object({ coins: z.array(CoinSchema), asOf: EpochMsSchema })
  .meta({ id: "CoinList" });

const point = z.tuple([EpochMsSchema, DecimalSchema]);

const series = {
  coin: z.string(),
  symbol: SymbolNameSchema.nullable().meta({
    description: "Whose bars they are; null where a source told them.",
  }),
  days: z.number().int(),
  /** `USD` of outside sources, else the symbol's quote asset. */
  currency: z.string().meta({ example: "USDT" }),
  source: DataSourceSchema,
  asOf: EpochMsSchema,
  stale: z.boolean().meta({ description: "Kept from before: a newer day is known to exist." }),
  final: z.literal(true).nullable().meta({
    description: "Points of our own are of final bars; null where an outside source does not say.",
  }),
};

/** Daily closes, oldest first: `[time, price]`, the time being the start of the day. */
export const CoinChartSchema = z.object({ ...series, prices: z.array(point) }).meta({ id: "CoinChart" });

/** Daily turnover in `currency`, oldest first: `[time, volume]`. */
export const CoinVolumeSchema = z.object({ ...series, volumes: z.array(point) }).meta({ id: "CoinVolume" });

/** A row of the market data: the outside source's numbers, else our own hub's, as `source` says. */
export const MarketDatumSchema = CoinMarketSchema.extend({
  coin: z.string(),
  base: z.string(),
  name: z.string(),
  symbol: SymbolNameSchema.nullable(),
}).meta({ id: "MarketDatum" });

export const MarketDataSchema = z
  .object({
    markets: z.array(MarketDatumSchema),
    asOf: EpochMsSchema.nullable(),
    ageMs: z.number().int().nullable(),
    stale: z.boolean(),
    source: DataSourceSchema.nullable().meta({
      description: "The source of most rows; each row names its own.",
    }),
  })
  .meta({ id: "MarketData" });
