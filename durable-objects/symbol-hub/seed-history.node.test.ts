import { expect, it } from "vitest";
import { ANALYSED_TIMEFRAMES } from "../../contract/channels.ts";
import { analysisNeededFrom } from "../../market/analysis/series-analysis.ts";
import { parseDecimal } from "../../market/bars/decimal.ts";
import type { Kline } from "../../market/bars/kline.ts";
import { openTimeOf, TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import { FeedError, type FeedRest } from "../../platform/feeds/feed.ts";
import { NodeSql } from "../../tests/support/node-sql.ts";
import { FanOut } from "../shared/fan-out.ts";
import { Core } from "./core.ts";
import { isSeeded, seedHistory } from "./seed-history.ts";
import { openTables } from "./tables.ts";

const MINUTE = 60_000;
const NOW = Date.UTC(2024, 7, 8, 13, 37);
/** Where the exchange's klines begin. */
const LISTED = Date.UTC(2021, 0, 1);
const one = parseDecimal("1", 16);

function kline(timeframe: Timeframe, openTime: number): Kline {
  return {
    ...{
      timeframe,
      openTime,
      open: one,
      high: one,
      low: one,
      close: one,
      volume: one,
      quoteVolume: one,
      n: 1,
    },
    ...{ takerBuyVolume: one, takerBuyQuoteVolume: one, firstId: null, lastId: null, closed: true },
  };
}

/** An exchange that answers for klines, but not every time. */
function openWorld(fails: (request: number) => boolean) {
  const sql = new NodeSql();
  const status = { state: "live", lagMs: null, source: "binance" } as const;
  const core = () => new Core("SEEDUSDT", openTables(sql), new FanOut(() => {}), NOW, status);
  const requests: string[] = [];
  const refuse = async () => {
    throw new Error("only klines are asked for");
  };
  const rest: FeedRest = {
    aggTrades: refuse,
    ticker: refuse,
    symbolInfo: refuse,
    klines: async ({ timeframe, to = NOW, limit = 500 }) => {
      requests.push(`${timeframe} ${to}`);
      if (fails(requests.length)) throw new FeedError("unavailable", "503");
      const length = TIMEFRAME_MS[timeframe];
      const last = openTimeOf(to, timeframe);
      const count = Math.min(limit, Math.floor((last - LISTED) / length) + 1);
      return Array.from({ length: Math.max(0, count) }, (_, i) =>
        kline(timeframe, last - (count - 1 - i) * length),
      );
    },
  };
  return { core, rest, requests };
}

it("[ANA-4] fetches what analyses need of each timeframe, page by page, and goes on behind what was fetched", async () => {
  const { core: open, rest, requests } = openWorld((request) => request % 3 === 0);
  let core = open();
  core.engine.state.minutes.finalThrough = NOW - MINUTE;
  core.checkpoint();
  let runs = 0;
  for (; !isSeeded(core); runs++) {
    await seedHistory(core, rest).catch((error: unknown) => expect(error).toBeInstanceOf(FeedError));
    // Every failure finds another hub on the same disk.
    core = open();
  }
  expect(runs).toBeGreaterThan(5);
  for (const timeframe of ANALYSED_TIMEFRAMES) {
    const length = TIMEFRAME_MS[timeframe];
    const open = openTimeOf(NOW, timeframe);
    const oldest = Math.max(analysisNeededFrom(timeframe, open), LISTED);
    const bars = core.tables.bars.range(timeframe, 0, Number.MAX_SAFE_INTEGER);
    // Whole, without a hole, up to the window in progress and no further.
    expect(bars.length, timeframe).toBe((open - openTimeOf(oldest, timeframe)) / length);
    expect([bars[0]?.openTime, bars.at(-1)?.openTime]).toEqual([
      openTimeOf(oldest, timeframe),
      open - length,
    ]);
  }
  // No page was asked for again but those that had failed, and what lies before the first kline of two timeframes.
  const failed = Math.floor(requests.length / 3);
  expect(new Set(requests).size).toBeGreaterThanOrEqual(requests.length - failed - 2);
  expect(requests.length - failed).toBeLessThanOrEqual(ANALYSED_TIMEFRAMES.length * 5);
});
