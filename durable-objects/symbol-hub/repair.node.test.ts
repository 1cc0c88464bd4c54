import { expect, it } from "vitest";
import { parseDecimal } from "../../market/bars/decimal.ts";
import type { Trade } from "../../market/bars/trade.ts";
import type { FeedRest } from "../../platform/feeds/feed.ts";
import { NodeSql } from "../../tests/support/node-sql.ts";
import { FanOut } from "../shared/fan-out.ts";
import { Core } from "./core.ts";
import { repairSome, scheduleRepair } from "./repair.ts";
import { openTables } from "./tables.ts";

const START = Date.UTC(2024, 1, 1);
const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** Three weeks of one trade a minute. */
const LAST = 21 * 1_440;

function trade(id: number): Trade {
  const one = parseDecimal("1");
  return {
    id,
    price: one,
    size: one,
    time: START + id * MINUTE,
    firstId: id,
    lastId: id,
    buyerIsMaker: false,
  };
}

it("[BAR-33] reads no trade of a long gap that is older than a day", async () => {
  const tables = openTables(new NodeSql());
  const status = { state: "live", lagMs: null, source: "replay" } as const;
  const core = new Core("GAPUSDT", tables, new FanOut(() => {}), START, status);
  core.begin(LAST - 1);
  for (let id = LAST; id < LAST + 3; id += 1) core.trade(trade(id));
  core.engine.clock(trade(LAST + 2).time + 10_000, null, false);
  core.checkpoint();
  const times: number[] = [];
  const rest: FeedRest = {
    aggTrades: async ({ fromId = 0, limit = 1_000 }) => {
      const page = Array.from({ length: Math.min(limit, LAST - fromId) }, (_, index) =>
        trade(fromId + index),
      );
      if (limit > 1) times.push(...page.map(({ time }) => time));
      return page;
    },
    klines: () => Promise.reject(new Error("not asked")),
    ticker: () => Promise.reject(new Error("not asked")),
    symbolInfo: () => Promise.reject(new Error("not asked")),
  };
  scheduleRepair(core, { fromId: 1, toId: LAST - 1, fromTime: START, toTime: trade(LAST).time });
  await repairSome(core, rest);
  const { clock } = core.engine.state;
  expect(Math.min(...times)).toBeGreaterThanOrEqual(clock - DAY);
  expect(Math.min(...times)).toBeLessThan(clock - DAY + 2 * MINUTE);
  expect(Math.max(...times)).toBe(trade(LAST - 1).time);
  // Found by halving, not by reading three weeks.
  expect(core.journal.counters.rest_requests).toBeLessThan(25);
});
