import * as z from "zod/mini";
import type { MarketListSchema } from "../../contract/rest/prices.ts";
import type { SymbolListSchema } from "../../contract/rest/symbols.ts";
import { BarSchema, type FeedStatus, StatusSchema, TickerSchema } from "../state/wire.ts";
import { type Api, ApiError, type BarPage, type BarQuery, type MarketRow } from "./api.ts";
import { answerOf, type Client } from "./client.ts";

// The page reads only the fields it shows; the keys are held to the contract's by their types.
type MarketKey = keyof z.infer<typeof MarketListSchema>["markets"][number];
type SymbolKey = keyof z.infer<typeof SymbolListSchema>["symbols"][number];

const MarketSchema = z.object({
  symbol: z.string(),
  base: z.string(),
  quote: z.string(),
  name: z.string(),
  state: z.string(),
  source: z.nullable(z.string()),
  time: z.nullable(z.number()),
  sparkline: z.array(z.number()),
} satisfies Partial<Record<MarketKey, unknown>>);
const MarketsSchema = z.object({ markets: z.array(z.looseObject(MarketSchema.shape)) });

const TickSizeSchema = z.object({
  symbol: z.string(),
  tickSize: z.nullable(z.string()),
} satisfies Partial<Record<SymbolKey, unknown>>);
const SymbolsSchema = z.object({ symbols: z.array(TickSizeSchema) });

const BarListSchema = z.object({ bars: z.array(BarSchema), cursor: z.nullable(z.string()) });
/** The server's REST side, as the desk needs it. */
export function createHttpApi({ api }: Client): Api {
  return {
    async market(signal) {
      const init = signal === undefined ? {} : { init: { signal } };
      const [{ markets }, { symbols }] = await Promise.all([
        read(answerOf(api.prices.market.$get({ query: {} }, init)), MarketsSchema),
        read(answerOf(api.symbols.$get({}, init)), SymbolsSchema),
      ]);
      const tickSizes = new Map(symbols.map(({ symbol, tickSize }) => [symbol, tickSize]));
      return markets.map((row): MarketRow => {
        const ticker = z.safeParse(TickerSchema, row);
        const { symbol, base, quote, name, sparkline, time } = row;
        return {
          symbol,
          base,
          quote,
          name,
          sparkline,
          tickSize: tickSizes.get(symbol) ?? null,
          ticker: ticker.success ? ticker.data : null,
          time,
          status: statusOf(row),
        };
      });
    },
    async bars({ symbol, timeframe, from, to, limit }: BarQuery, signal): Promise<BarPage> {
      const query = {
        timeframe,
        limit: String(limit),
        ...(from === undefined ? {} : { from: String(from) }),
        ...(to === undefined ? {} : { to: String(to) }),
      };
      const asking = api.features.ohlcv[":symbol"].$get(
        // Put into the address as it is.
        { param: { symbol: encodeURIComponent(symbol) }, query },
        signal === undefined ? {} : { init: { signal } },
      );
      const { bars, cursor } = await read(answerOf(asking), BarListSchema);
      return { bars, more: cursor !== null };
    },
  };
}

/** The feed's state as the table tells it; null where its hub did not answer. */
function statusOf(row: { readonly state: string; readonly source: string | null }): FeedStatus | null {
  const parsed = z.safeParse(StatusSchema, { ...row, lagMs: null });
  return parsed.success ? parsed.data : null;
}

/** The answer in the shape the page needs; the digits of a bar are those of the answer's text. */
async function read<S extends z.ZodMiniType>(asking: Promise<unknown>, schema: S): Promise<z.output<S>> {
  const parsed = z.safeParse(schema, await asking);
  if (!parsed.success) throw new ApiError("malformed", "The server answered with another shape.");
  return parsed.data;
}
