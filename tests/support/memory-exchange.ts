import type { Bar } from "../../market/bars/bar.ts";
import type { Kline } from "../../market/bars/kline.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { FeedError, type FeedRest } from "../../platform/feeds/feed.ts";

/** An exchange that has klines alone, with the bounds and limits of the real one; it fails when told to. */
export interface MemoryExchange {
  readonly rest: FeedRest;
  /** Requests so far. */
  readonly requests: () => number;
  fail(down: boolean): void;
}

/** @param bars what it has of one timeframe, oldest first; the last may still be forming. */
export function openMemoryExchange(timeframe: Timeframe, bars: readonly Bar[]): MemoryExchange {
  let down = false;
  let requests = 0;
  const asked = async () => {
    await Promise.resolve();
    requests += 1;
    if (down) throw new FeedError("unavailable", "the exchange is away");
  };
  const refuse = async (): Promise<never> => {
    await asked();
    throw new FeedError("rejected", "this exchange has klines alone");
  };
  return {
    requests: () => requests,
    fail: (value) => {
      down = value;
    },
    rest: {
      aggTrades: refuse,
      ticker: refuse,
      symbolInfo: refuse,
      async klines({ from, to = Number.MAX_SAFE_INTEGER, limit = 1_000, ...query }) {
        await asked();
        if (query.timeframe !== timeframe) return [];
        const inside = bars.filter(({ openTime }) => openTime >= (from ?? 0) && openTime <= to);
        const rows = from === undefined ? inside.slice(-limit) : inside.slice(0, limit);
        return rows.map((bar) => klineOf(bar, timeframe));
      },
    },
  };
}

function klineOf(
  { closeTime: _, final, revision: __, source: ___, ...values }: Bar,
  timeframe: Timeframe,
): Kline {
  return { ...values, timeframe, closed: final };
}
