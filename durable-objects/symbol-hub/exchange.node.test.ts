import { describe, expect, it } from "vitest";
import type { SymbolId } from "../../contract/symbol.ts";
import { parseDecimal } from "../../market/bars/decimal.ts";
import type { Trade } from "../../market/bars/trade.ts";
import type { Feed, FeedHandlers, FeedRest } from "../../platform/feeds/feed.ts";
import { NodeSql } from "../../tests/support/node-sql.ts";
import { Hub } from "./hub.ts";

const SYMBOL = "SLOWUSDT" as SymbolId;
/** A midnight: no minute of the day is closed, so none is asked for. */
const START = Date.UTC(2024, 1, 29);

function trade(id: number): Trade {
  const one = parseDecimal("1");
  return { id, price: one, size: one, time: START + id, firstId: id, lastId: id, buyerIsMaker: false };
}

/** A feed that is connected at once and whose REST side answers when it is told to. */
class SlowFeed implements Feed {
  handlers: FeedHandlers | undefined;
  readonly #questions: ((trades: readonly Trade[]) => void)[] = [];
  readonly rest: FeedRest = {
    aggTrades: () => new Promise((resolve) => this.#questions.push(resolve)),
    klines: async () => [],
    ticker: () => Promise.reject(new Error("nobody asks for it")),
    symbolInfo: () => Promise.reject(new Error("nobody asks for it")),
  };

  live(handlers: FeedHandlers) {
    this.handlers = handlers;
    return { open: () => handlers.onOpen(), tick: () => {}, close: () => {}, connected: true };
  }

  say(told: Trade): void {
    this.handlers?.onEvent({ kind: "trade", eventTime: told.time, trade: told });
  }

  /** Answers what is asked, and all that follows from it, with the same trades. */
  async answer(trades: readonly Trade[]): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) {
      for (const resolve of this.#questions.splice(0)) resolve(trades);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
}

function slowHub() {
  const feeds: SlowFeed[] = [];
  /** What waits for the exchange's next answer. */
  const sleepers: (() => void)[] = [];
  const sql = new NodeSql();
  const hub = new Hub({
    sql,
    now: () => START,
    later: (run, ms) => void (ms === 1_000 && sleepers.push(run)),
    openFeed: () => {
      const feed = new SlowFeed();
      feeds.push(feed);
      return feed;
    },
    source: "replay",
    sendOutbox: async () => {},
    sendSignals: async () => {},
    onError: (what, error) => {
      throw new Error(what, { cause: error });
    },
  });
  const add = () => {
    hub.configure(SYMBOL, { feed: "binance" });
    const feed = feeds.at(-1);
    if (feed === undefined) throw new Error("no feed was opened");
    return feed;
  };
  const stored = (): { lastId: number | null } =>
    JSON.parse(
      sql.all<{ value: string }>("SELECT value FROM meta WHERE key = 'checkpoint'")[0]?.value ?? "{}",
    );
  return { hub, add, stored, sleepers };
}

describe("a symbol that is removed while the exchange is asked", () => {
  it("is not started by the answer", async () => {
    const { hub, add, stored } = slowHub();
    const feed = add();
    feed.say(trade(7));
    hub.remove();
    await feed.answer([trade(5), trade(6)]);
    expect(stored().lastId).toBeNull();
  });

  it("[BAR-40] has one writer when it is added again", async () => {
    const { hub, add, stored } = slowHub();
    const first = add();
    hub.remove();
    const second = add();
    await second.answer([trade(8), trade(9)]);
    const before = stored();
    expect(before.lastId).toBe(7);
    await first.answer([trade(5), trade(6)]);
    expect(stored()).toEqual(before);
  });
});

describe("a cold start whose exchange shows no trades", () => {
  it("[BAR-41] begins with the first trade of a new symbol", async () => {
    const { add, stored } = slowHub();
    const feed = add();
    feed.say(trade(0));
    await feed.answer([]);
    expect(stored().lastId).toBe(-1);
  });

  it("[BAR-41] does not take a minute for whole that had begun before its first trade came", async () => {
    const { hub, add, stored, sleepers } = slowHub();
    const feed = add();
    feed.say(trade(7));
    for (let tries = 0; tries < 5; tries += 1) {
      await feed.answer([]);
      expect(stored().lastId).toBeNull();
      for (const wake of sleepers.splice(0)) wake();
    }
    await feed.answer([]);
    expect(stored().lastId).toBe(6);
    const next = { ...trade(8), time: START + 60_001 };
    feed.say(next);
    feed.handlers?.onEvent({
      kind: "ticker",
      eventTime: START + 70_000,
      ticker: {
        time: START + 70_000,
        last: "1",
        change: "0",
        changePercent: "0",
        high: "1",
        low: "1",
        volume: "1",
        quoteVolume: "1",
        bid: "1",
        ask: "1",
      },
      lastTradeId: 8,
    });
    expect(hub.getBars({ timeframe: "1m", limit: 10 }).bars).toEqual([]);
  });
});
