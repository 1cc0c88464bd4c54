import { z } from "zod";
import { amount, amountText, price, signedAmount } from "./amount.ts";
import { chartPoints } from "./chart-points.ts";
import { goodRows } from "./rows.ts";
import { emptyRow, type MarketRow, type MarketSource, SourceError } from "./source.ts";
import { getJson, type HttpSource, shaped } from "./source-http.ts";

/** Its errors come with status 200. */
const ErrorSchema = z.object({
  Response: z.literal("Error"),
  Message: z.string().catch(""),
  Type: z.unknown(),
});
const RATE_LIMITED = "99";
/** A parameter it does not know, a pair without a market. */
const UNKNOWN = new Set(["1", "2"]);

const RawSchema = z.object({
  PRICE: price,
  CHANGE24HOUR: signedAmount,
  CHANGEPCT24HOUR: signedAmount,
  HIGH24HOUR: amount,
  LOW24HOUR: amount,
  TOTALVOLUME24HTO: amount,
  CIRCULATINGSUPPLYMKTCAP: amount,
  CIRCULATINGSUPPLY: amount,
  SUPPLY: amount,
});
const MarketsSchema = z.object({ RAW: z.record(z.string(), z.object({ USD: z.unknown() })) });
const DaySchema = z.object({ time: z.unknown(), close: z.unknown(), volumeto: z.unknown() });
const ChartSchema = z.object({ Data: z.object({ Data: z.array(DaySchema) }) });

/** CryptoCompare's min-api: its index over exchanges, in US dollars. It knows coins by their base asset. */
export function cryptoCompare(http: HttpSource): MarketSource {
  async function ask(path: string, timeoutMs: number): Promise<unknown> {
    const answer = await getJson(http, path, timeoutMs);
    const error = ErrorSchema.safeParse(answer);
    if (!error.success) return answer;
    const type = amountText(error.data.Type) ?? "";
    const failure = type === RATE_LIMITED ? "rate_limited" : UNKNOWN.has(type) ? "not_found" : "rejected";
    throw new SourceError(failure, error.data.Message.slice(0, 160));
  }

  return {
    id: "cryptocompare",
    // fsyms may have 1,000 characters.
    maxCoins: 60,

    async markets(coins, timeoutMs) {
      const query = new URLSearchParams({ fsyms: coins.map(({ base }) => base).join(","), tsyms: "USD" });
      const answer = await ask(`/data/pricemultifull?${query}`, timeoutMs).catch((error: unknown) => {
        // None of the coins is known: an answer without rows, and no fault.
        if (error instanceof SourceError && error.failure === "not_found") return { RAW: {} };
        throw error;
      });
      const { RAW } = shaped(MarketsSchema, answer);
      const told = coins.flatMap((coin) => {
        const row = RAW[coin.base];
        return row === undefined ? [] : [{ coin: coin.id, row: row.USD }];
      });
      return goodRows(told, (one) => {
        const { coin, row } = one as (typeof told)[number];
        const result = RawSchema.safeParse(row);
        return result.success ? marketRow(coin, result.data) : null;
      });
    },

    async chart(coin, days, timeoutMs) {
      // `limit` counts the days before today.
      const query = new URLSearchParams({
        fsym: coin.base,
        tsym: "USD",
        limit: String(Math.max(1, days - 1)),
      });
      const { Data } = shaped(ChartSchema, await ask(`/data/v2/histoday?${query}`, timeoutMs));
      const inMs = (seconds: unknown) => (typeof seconds === "string" ? `${seconds}e3` : seconds);
      return chartPoints(
        Data.Data.map(({ time, close }) => [inMs(time), close]),
        Data.Data.map(({ time, volumeto }) => [inMs(time), volumeto]),
      );
    },
  };
}

function marketRow(coin: string, row: z.output<typeof RawSchema>): MarketRow {
  return {
    ...emptyRow(coin),
    price: row.PRICE,
    change24h: row.CHANGE24HOUR,
    changePercent24h: row.CHANGEPCT24HOUR,
    high24h: row.HIGH24HOUR,
    low24h: row.LOW24HOUR,
    volume24h: row.TOTALVOLUME24HTO,
    // It writes 0 for what it does not know.
    marketCap: known(row.CIRCULATINGSUPPLYMKTCAP),
    circulatingSupply: known(row.CIRCULATINGSUPPLY),
    totalSupply: known(row.SUPPLY),
  };
}

function known(text: string | null): string | null {
  return text === "0" ? null : text;
}
