import * as z from "zod/mini";
import type { MarketListSchema } from "../../contract/rest/prices.ts";
import type { Problem } from "../../contract/rest/problem.ts";
import type { SymbolListSchema } from "../../contract/rest/symbols.ts";
import { BarSchema, type FeedStatus, StatusSchema, TickerSchema } from "../state/wire.ts";
import { type Api, ApiError, type BarPage, type BarQuery, type MarketRow } from "./api.ts";

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
const ProblemSchema = z.object({
  code: z.string(),
  detail: z.string(),
} satisfies Partial<Record<keyof Problem, unknown>>);

const TIMEOUT_MS = 15_000;

/** The server's REST side. Without `base` it is asked where the page came from. */
export function createHttpApi(base = ""): Api {
  return {
    async market(signal) {
      const [{ markets }, { symbols }] = await Promise.all([
        getJson(`${base}/api/prices/market`, MarketsSchema, signal),
        getJson(`${base}/api/symbols`, SymbolsSchema, signal),
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
    async bars(query, signal): Promise<BarPage> {
      const { bars, cursor } = await getJson(base + barsPath(query), BarListSchema, signal);
      return { bars, more: cursor !== null };
    },
  };
}

/** The feed's state as the table tells it; null where its hub did not answer. */
function statusOf(row: { readonly state: string; readonly source: string | null }): FeedStatus | null {
  const parsed = z.safeParse(StatusSchema, { ...row, lagMs: null });
  return parsed.success ? parsed.data : null;
}

function barsPath({ symbol, timeframe, from, to, limit }: BarQuery): string {
  const query = new URLSearchParams({ timeframe, limit: String(limit) });
  if (from !== undefined) query.set("from", String(from));
  if (to !== undefined) query.set("to", String(to));
  return `/api/features/ohlcv/${encodeURIComponent(symbol)}?${query}`;
}

async function getJson<S extends z.ZodMiniType>(
  url: string,
  schema: S,
  signal: AbortSignal | undefined,
): Promise<z.output<S>> {
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  const answer = await fetch(url, {
    signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
  }).catch((error: unknown) => {
    throw new ApiError("network", String(error));
  });
  const body: unknown = await answer.json().catch(() => null);
  if (!answer.ok) {
    const problem = z.safeParse(ProblemSchema, body);
    throw problem.success
      ? new ApiError(problem.data.code, problem.data.detail)
      : new ApiError("internal", `HTTP ${answer.status}`);
  }
  const parsed = z.safeParse(schema, body);
  if (!parsed.success) throw new ApiError("malformed", `${url} answered with another shape`);
  return parsed.data;
}
