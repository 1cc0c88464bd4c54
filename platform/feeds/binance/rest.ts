import type { z } from "zod";
import type { Trade } from "../../../market/bars/trade.ts";
import { TIMEFRAME_MS } from "../../../market/time/timeframe.ts";
import { FeedError, type FeedRest } from "../feed.ts";
import { decodeAggTrade } from "./agg-trade.ts";
import type { ExchangeClock } from "./exchange-clock.ts";
import { ExchangeInfoSchema, symbolInfoOf } from "./exchange-info.ts";
import { isRecord, problemOf } from "./fields.ts";
import { KlineRowsSchema, klinesFromRows } from "./kline.ts";
import type { SendRequest } from "./rest-request.ts";
import { TickerAnswerSchema } from "./ticker.ts";

const MAX_ROWS = 1_000;
/** Request weights as the exchange documents them. */
const WEIGHT = { aggTrades: 4, klines: 2, ticker: 2, exchangeInfo: 20 } as const;

/** The exchange's REST endpoints for one symbol, typed. */
export function binanceRest(symbol: string, send: SendRequest, clock: ExchangeClock): FeedRest {
  return {
    async aggTrades({ fromId, limit = MAX_ROWS, purpose = "live" }) {
      const query = new URLSearchParams({ symbol, limit: String(rowsOf(limit)) });
      if (fromId !== undefined) query.set("fromId", String(fromId));
      const path = `/api/v3/aggTrades?${query}`;
      const trades = tradesOf(await send({ path, weight: WEIGHT.aggTrades, purpose }));
      const last = trades.at(-1);
      if (last !== undefined) clock.advance(last.time);
      return trades;
    },

    async klines({ timeframe, from, to, limit: asked = MAX_ROWS, purpose = "seed" }) {
      const limit = rowsOf(asked);
      // One row beyond `to` proves that the row at `to` is closed. It must not push out a row that was
      // asked for, which only happens when the newest rows of a full page are wanted.
      const witness = to !== undefined && (from !== undefined || limit < MAX_ROWS);
      const rows = Math.min(MAX_ROWS, witness ? limit + 1 : limit);
      const query = new URLSearchParams({ symbol, interval: timeframe, limit: String(rows) });
      if (from !== undefined) query.set("startTime", String(from));
      const end = to === undefined ? undefined : witness ? to + TIMEFRAME_MS[timeframe] : to;
      if (end !== undefined) query.set("endTime", String(end));
      const clockBefore = clock.time;
      const answer = await send({ path: `/api/v3/klines?${query}`, weight: WEIGHT.klines, purpose });
      const klines = klinesFromRows(parse(KlineRowsSchema, answer, "klines"), timeframe, clockBefore);
      if (klines === null) throw new FeedError("malformed", "klines: rows out of order or off the grid");
      const [oldest, newest] = [klines[0], klines.at(-1)];
      // Whoever asks for what is missing would go round in circles with rows of another time.
      if ((oldest?.openTime ?? Infinity) < (from ?? 0) || (newest?.openTime ?? 0) > (end ?? Infinity)) {
        throw new FeedError("malformed", "klines: rows of a time that was not asked for");
      }
      if (newest !== undefined) clock.advance(newest.openTime);
      const wanted = to === undefined ? klines : klines.filter(({ openTime }) => openTime <= to);
      return from === undefined ? wanted.slice(-limit) : wanted.slice(0, limit);
    },

    async ticker({ purpose = "seed" } = {}) {
      const path = `/api/v3/ticker/24hr?${new URLSearchParams({ symbol })}`;
      return parse(TickerAnswerSchema, await send({ path, weight: WEIGHT.ticker, purpose }), "ticker");
    },

    async symbolInfo() {
      const path = `/api/v3/exchangeInfo?${new URLSearchParams({ symbol })}`;
      const answer = await send({ path, weight: WEIGHT.exchangeInfo, purpose: "seed" });
      const listed = parse(ExchangeInfoSchema, answer, "exchangeInfo").symbols.find(
        (candidate) => candidate.symbol === symbol,
      );
      if (listed === undefined) throw new FeedError("unknown_symbol", `${symbol} is not listed`);
      const info = symbolInfoOf(listed);
      if (info === null) throw new FeedError("malformed", "exchangeInfo: no PRICE_FILTER or LOT_SIZE");
      return info;
    },
  };
}

function rowsOf(limit: number): number {
  return Math.max(1, Math.min(MAX_ROWS, Math.floor(limit)));
}

function parse<S extends z.ZodType>(schema: S, answer: unknown, what: string): z.output<S> {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  throw new FeedError("malformed", `${what}: ${problemOf(result.error)}`);
}

/** @throws FeedError `malformed` on a bad row, or when the ids do not grow. */
function tradesOf(answer: unknown): readonly Trade[] {
  if (!Array.isArray(answer)) throw new FeedError("malformed", "aggTrades: not an array");
  let last = -1;
  return answer.map((row: unknown, index) => {
    const trade = isRecord(row) ? decodeAggTrade(row) : null;
    if (trade === null || trade.id <= last) {
      throw new FeedError("malformed", `aggTrades: row ${index}: ${JSON.stringify(row).slice(0, 160)}`);
    }
    last = trade.id;
    return trade;
  });
}
