import { z } from "zod";
import { SOURCE_IDS } from "../market.ts";
import { SymbolNameSchema } from "../symbol.ts";
import { DecimalSchema, EpochMsSchema } from "./bar.ts";

/** What a feed is doing; `unknown` while its hub does not answer. */
export const PriceStateSchema = z.enum(["live", "stale", "backfilling", "replay", "blocked", "unknown"]);

// A union and not `.nullable()`, which would let null into the shared description of every decimal.
const decimal = z.union([DecimalSchema, z.null()]);

/** The last price of a symbol and its 24 hours. Null where nothing is known yet. */
export const PriceSchema = z
  .object({
    symbol: SymbolNameSchema,
    name: z.string(),
    coin: z.string(),
    base: z.string(),
    quote: z.string(),
    last: decimal,
    change: decimal.meta({ description: "Over 24 hours, in the quote asset." }),
    changePercent: decimal,
    high: decimal,
    low: decimal,
    volume: decimal.meta({ description: "Over 24 hours, in the base asset." }),
    quoteVolume: decimal,
    bid: decimal,
    ask: decimal,
    time: EpochMsSchema.nullable().meta({ description: "The exchange's time of these numbers." }),
    state: PriceStateSchema,
    source: z.enum(["binance", "replay", "push"]).nullable(),
  })
  .meta({ id: "Price" });

const head = {
  asOf: EpochMsSchema,
  source: z.enum(["binance", "replay"]).meta({ description: "Where exchange-fed prices come from." }),
};

export const PriceListSchema = z.object({ prices: z.array(PriceSchema), ...head }).meta({ id: "PriceList" });

export const MarketSchema = PriceSchema.extend({
  sparkline: z.array(DecimalSchema).meta({ description: "Closes of the last 24 hourly bars, newest last." }),
  marketCap: decimal.meta({ description: "In US dollars, by `marketSource`." }),
  rank: z.number().int().nullable().meta({ description: "By market cap." }),
  circulatingSupply: decimal,
  marketSource: z.enum(SOURCE_IDS).nullable().meta({ description: "Null where no outside source told." }),
}).meta({ id: "Market" });

export const MarketListSchema = z
  .object({ markets: z.array(MarketSchema), ...head })
  .meta({ id: "MarketList" });

const age = {
  asOf: EpochMsSchema.nullable(),
  ageMs: z.number().int().nullable().meta({ description: "Since the numbers were collected." }),
  stale: z.boolean().meta({ description: "Nothing cached yet, or older than ten seconds." }),
  source: head.source,
};

/** The cache-only answers: they never wait, and say how old they are. */
export const QuickPriceListSchema = z
  .object({ prices: z.array(PriceSchema), ...age })
  .meta({ id: "QuickPriceList" });
export const QuickMarketListSchema = z
  .object({ markets: z.array(MarketSchema), ...age })
  .meta({ id: "QuickMarketList" });

/** The latest price alone. */
export const LatestPriceSchema = z
  .object({
    symbol: SymbolNameSchema,
    coin: z.string(),
    price: decimal,
    time: EpochMsSchema.nullable().meta({ description: "The exchange's time of the price." }),
    from: z
      .enum(["feed", "bar"])
      .nullable()
      .meta({ description: "feed: live; bar: the close of the newest bar, while the feed tells nothing." }),
    final: z.boolean().nullable().meta({ description: "Of the bar; null where the price is the feed's." }),
    revision: z
      .number()
      .int()
      .nullable()
      .meta({ description: "Of the bar; null where the price is the feed's." }),
    state: PriceStateSchema,
    source: z.enum(["binance", "replay", "push"]).nullable(),
  })
  .meta({ id: "LatestPrice" });

export const LatestPriceListSchema = z
  .object({ prices: z.array(LatestPriceSchema), asOf: EpochMsSchema })
  .meta({ id: "LatestPriceList" });
