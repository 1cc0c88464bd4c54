import { timeMs } from "../model/trade.ts";
import { decimal8 } from "../model/wire.ts";
import type { Endpoint } from "./endpoint.ts";
import { RestError } from "./rest-error.ts";

/** `GET /api/v3/aggTrades`. */
export const aggTrades: Endpoint = {
  weight: () => 4,
  answer({ exchange, params, micro, now }) {
    const view = exchange.view(params.required("symbol"));
    const [fromId, startTime, endTime] = [
      params.integer("fromId"),
      params.time("startTime"),
      params.time("endTime"),
    ];
    const limit = params.limit();
    params.done();
    const timed = startTime !== undefined || endTime !== undefined;
    if (fromId !== undefined && timed) {
      throw new RestError(400, -1128, "Combination of optional parameters invalid.");
    }
    if (startTime !== undefined && endTime !== undefined && startTime > endTime) {
      throw new RestError(400, -1102, "Start time is greater than end time.");
    }
    const end = endTime === undefined ? now : Math.min(now, endTime + 1);
    const trades =
      fromId !== undefined
        ? view.tradesFrom(fromId, now, limit)
        : startTime !== undefined
          ? view.tradesBetween(startTime, end, limit)
          : view.tradesBefore(end, limit);
    return trades.map((trade) => ({
      a: trade.id,
      p: decimal8(trade.price),
      q: decimal8(trade.size),
      f: trade.firstId,
      l: trade.lastId,
      T: micro ? trade.timeUs : timeMs(trade),
      m: trade.buyerIsMaker,
      M: true,
    }));
  },
};
