import { describe, expect, it } from "vitest";
import { parseDecimal } from "../../market/bars/decimal.ts";
import type { Trade } from "../../market/bars/trade.ts";
import { FeedError, type FeedRest } from "../../platform/feeds/feed.ts";
import { NodeSql } from "../../tests/support/node-sql.ts";
import { FanOut } from "../shared/fan-out.ts";
import { Core } from "./core.ts";
import { fill } from "./fill.ts";
import type { Gap } from "./gap.ts";
import { openTables } from "./tables.ts";

const START = Date.UTC(2024, 1, 29);

function trade(id: number): Trade {
  const one = parseDecimal("1");
  return { id, price: one, size: one, time: START + id, firstId: id, lastId: id, buyerIsMaker: false };
}

/** A core that holds trade 0, and a clock that its exchange's answers move. */
function setting(answer: (fromId: number, request: number) => readonly Trade[]) {
  const tables = openTables(new NodeSql());
  const status = { state: "live", lagMs: null, source: "replay" } as const;
  const core = new Core("HOLEUSDT", tables, new FanOut(() => {}), START, status);
  core.begin(-1);
  core.trade(trade(0));
  const gaps: Gap[] = [];
  let now = 0;
  let requests = 0;
  const rest: Pick<FeedRest, "aggTrades"> = {
    aggTrades: async ({ fromId = 0 }) => {
      now += 10_000;
      requests += 1;
      return answer(fromId, requests);
    },
  };
  const unasked = () => Promise.reject(new Error("nobody asks for it"));
  const run = () =>
    fill({
      core,
      rest: { ...rest, klines: unasked, ticker: unasked, symbolInfo: unasked },
      now: () => now,
      sleep: async (ms) => {
        now += ms;
      },
      running: () => true,
      onGap: (gap) => gaps.push(gap),
    });
  return { core, gaps, run };
}

describe("filling", () => {
  it("[BAR-13] gives each of many holes its own minute", async () => {
    const { core, gaps, run } = setting((fromId, request) => {
      // While an answer is on its way, the next trade but one arrives: a new hole, ten seconds young.
      const held = core.firstHeld()?.id ?? fromId;
      if (request < 12) core.trade(trade(held + 2));
      return Array.from({ length: held - fromId + 1 }, (_, index) => trade(fromId + index));
    });
    core.trade(trade(2));
    expect(await run()).toBe(true);
    expect(gaps).toEqual([]);
    expect(core.sequence.lastId).toBe(24);
  });

  it("[BAR-33] knows a gap right after a cold start to begin with its minute", () => {
    const { core } = setting(() => []);
    const early = new Core(core.symbol, openTables(new NodeSql()), core.fanOut, START, core.status);
    early.engine.state.minutes.finalThrough = START - 60_000;
    early.begin(4);
    early.trade({ ...trade(9), time: START + 75_000 });
    expect(early.giveUp()).toEqual({ fromId: 5, toId: 8, fromTime: START, toTime: START + 75_000 });
  });

  it("[BAR-13] gives a hole up that is a minute old", async () => {
    const { core, gaps, run } = setting((_fromId, request) => {
      if (request < 8) throw new FeedError("unavailable", "503");
      return [];
    });
    core.trade(trade(5));
    expect(await run()).toBe(true);
    expect(gaps).toMatchObject([{ fromId: 1, toId: 4 }]);
    expect(core.sequence.lastId).toBe(5);
  });
});
