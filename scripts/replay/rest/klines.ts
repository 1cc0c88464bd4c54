import { isTimeframe } from "../../../market/time/timeframe.ts";
import { klineRow } from "../model/wire.ts";
import type { Endpoint } from "./endpoint.ts";
import { RestError } from "./rest-error.ts";

const PAUSE_MS = 8;

/** `GET /api/v3/klines`. */
export const klines: Endpoint = {
  weight: () => 2,
  async answer({ exchange, params, micro, now }) {
    const view = exchange.view(params.required("symbol"));
    const interval = params.required("interval");
    if (!isTimeframe(interval)) throw new RestError(400, -1120, "Invalid interval.");
    const [startTime, endTime, limit] = [params.time("startTime"), params.time("endTime"), params.limit()];
    params.done();
    const range = view.openTimes(interval, startTime ?? 0, endTime ?? now, now);
    const { step } = range;
    const newest = range.last;
    const oldest = newest - (limit - 1) * step;
    // A start alone, or with an end, pages forward; without a start the newest are wanted.
    const first = startTime === undefined ? Math.max(range.first, oldest) : range.first;
    const last = Math.min(newest, first + (limit - 1) * step);
    const rows: unknown[] = [];
    let since = performance.now();
    for (let openTime = first; openTime <= last; openTime += step) {
      const bar = view.bar(interval, openTime, now);
      const closed = openTime + step <= now;
      const told = closed && interval === "1m" ? exchange.faults.rested(view.market.spec.symbol, bar) : bar;
      rows.push(klineRow(told, step, micro));
      // Long ranges of long bars take a while: the streams must not stand still for it.
      if (performance.now() - since > PAUSE_MS) {
        await new Promise((resolve) => setImmediate(resolve));
        since = performance.now();
      }
    }
    return rows;
  },
};
