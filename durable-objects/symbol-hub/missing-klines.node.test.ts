import { describe, expect, it } from "vitest";
import { parseDecimal } from "../../market/bars/decimal.ts";
import type { Kline } from "../../market/bars/kline.ts";
import { FeedError, type FeedRest } from "../../platform/feeds/feed.ts";
import { NodeSql } from "../../tests/support/node-sql.ts";
import { FanOut } from "../shared/fan-out.ts";
import { Core } from "./core.ts";
import { MissingKlines } from "./missing-klines.ts";
import { openTables } from "./tables.ts";

const MINUTE = 60_000;
const START = Date.UTC(2024, 1, 29);
const one = parseDecimal("1");

/** The closed kline of a minute with one trade, or none. */
function kline(minute: number, lastId: number | null): Kline {
  const n = lastId === null ? 0 : 1;
  const volume = n === 0 ? parseDecimal("0") : one;
  return {
    timeframe: "1m",
    openTime: START + minute * MINUTE,
    open: one,
    high: one,
    low: one,
    close: one,
    volume,
    quoteVolume: volume,
    n,
    takerBuyVolume: volume,
    takerBuyQuoteVolume: volume,
    firstId: lastId,
    lastId,
    closed: true,
  };
}

function setting(answer: () => readonly Kline[]) {
  const tables = openTables(new NodeSql());
  const status = { state: "live", lagMs: null, source: "replay" } as const;
  const core = new Core("QUIETUSDT", tables, new FanOut(() => {}), START, status);
  core.begin(-1);
  core.trade({ id: 0, price: one, size: one, time: START + 1, firstId: 0, lastId: 0, buyerIsMaker: false });
  const unasked = () => Promise.reject(new Error("nobody asks for it"));
  const rest: FeedRest = {
    aggTrades: unasked,
    klines: async () => answer(),
    ticker: unasked,
    symbolInfo: unasked,
  };
  const klines = new MissingKlines(core, rest, (what, error) => {
    throw new Error(what, { cause: error });
  });
  /** The stream's kline of a minute, two seconds after its close. */
  const streamed = (minute: number, lastId: number | null) =>
    core.kline(kline(minute, lastId), START + (minute + 1) * MINUTE + 2_000);
  const final = () => tables.bars.newest("1m", 10).map((bar) => (bar.openTime - START) / MINUTE);
  return { core, klines, streamed, final };
}

describe("klines that did not come on the stream", () => {
  it("[BAR-21] are asked for where no later trade ends a minute either", async () => {
    const { core, klines, streamed, final } = setting(() => [
      { ...kline(0, 0), firstId: null, lastId: null },
    ]);
    // The kline of minute 0 was lost, and nobody trades any more.
    streamed(1, null);
    streamed(2, null);
    expect(final()).toEqual([]);
    await klines.ask(0);
    expect(final()).toEqual([0, 1, 2]);
    expect(core.tables.bars.get("1m", START)).toMatchObject({ source: "trades", lastId: 0, revision: 0 });
  });

  it("[BAR-26] are waited for a minute each time anew", async () => {
    let away = true;
    const { core, klines, streamed, final } = setting(() => {
      if (away) throw new FeedError("unavailable", "503");
      return [kline(3, null)];
    });
    streamed(0, 0);
    streamed(2, null);
    await klines.ask(0); // for minute 1, in vain
    streamed(1, null); // and then it came
    expect(final()).toEqual([0, 1, 2]);
    await klines.ask(30_000);
    streamed(4, null);
    await klines.ask(120_000); // for minute 3: the first time
    expect(core.engine.state.passedOver.size).toBe(0);
    away = false;
    await klines.ask(130_000);
    expect(final()).toEqual([0, 1, 2, 3, 4]);
  });
});
