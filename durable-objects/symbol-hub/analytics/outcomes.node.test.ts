import { expect, it } from "vitest";
import type { Bar } from "../../../market/bars/bar.ts";
import { parseDecimal } from "../../../market/bars/decimal.ts";
import type { Trade } from "../../../market/bars/trade.ts";
import type { SignalBook } from "../../../market/signals/lifecycle.ts";
import type { Decision, Levels, Signal, SignalEvent } from "../../../market/signals/signal.ts";
import { NodeSql } from "../../../tests/support/node-sql.ts";
import { openTables } from "../tables.ts";
import { Outcomes } from "./outcomes.ts";
import { Series } from "./series.ts";

const MINUTE = 60_000;
const START = Date.UTC(2024, 7, 8);
const d = (text: string | number) => parseDecimal(String(text), 16);

/** A BUY at 100 with its stop at 97 and targets at 104, 106 and 108, issued at the start. */
function buyBook(): SignalBook {
  const levels: Levels = {
    ...{ entry: 100, entryLow: 99.5, entryHigh: 100.5, stopLoss: 97, takeProfits: [104, 106, 108] },
    ...{ atr: 2, riskReward: 4 / 3 },
  };
  const decision: Decision = {
    openTime: START - MINUTE,
    closeTime: START - 1,
    signal: "BUY",
    score: 1,
    votes: [],
    levels,
    move: null,
    confidence: { value: null, n: 0, bucket: [0, 1], basis: "" },
    reasons: [],
    version: "1",
  };
  const issued: Signal = {
    ...{ id: "X:1m:0", symbol: "X", timeframe: "1m", side: "BUY", status: "active", issuedAt: START - 1 },
    ...{ decision, touchedAt: [null, null, null], closedAt: null, closeReason: null, closePrice: null },
    ...{ age: 0, best: 100, worst: 100 },
  };
  return {
    active: {
      ...{ issued, levels, direction: 1, upper: 104, lower: 97, touched: 0 },
      ...{ touchedAt: [null, null, null], age: 0, high: 100, low: 100 },
    },
    lastIssued: START - MINUTE,
  };
}

/** One active signal; trades from the second minute on wait. */
function openWorld() {
  const { bars } = openTables(new NodeSql());
  const saved = { from: null, through: null, correctedFrom: null, book: buyBook() };
  const series = new Series("X", "1m", bars, saved);
  const told: string[] = [];
  const tell = (_series: Series, events: readonly SignalEvent[]) => {
    for (const { kind, signal } of events)
      told.push(`${kind} ${signal.closeReason ?? signal.touchedAt.filter((at) => at !== null).length}`);
    outcomes.follow([series]);
  };
  const outcomes = new Outcomes(START + MINUTE, [], tell);
  outcomes.follow([series]);
  let id = 0;
  const trade = (second: number, price: number): Trade => {
    id += 1;
    const time = START + second * 1_000;
    return { id, price: d(price), size: d(1), time, firstId: id, lastId: id, buyerIsMaker: false };
  };
  return { outcomes, told, trade, series };
}

it("[ANA-30] a trade of a minute waits until the minute before it is final, and is then decided in its place", () => {
  const { outcomes, told, trade, series } = openWorld();
  outcomes.onTrade(trade(30, 104.5));
  expect(told).toEqual(["target 1"]);
  outcomes.onTrade(trade(61, 96));
  outcomes.onTrade(trade(59, 106.5)); // its time is of the minute that is decided: it is at once
  expect([told, outcomes.waitsFrom]).toEqual([["target 1", "target 2"], 2]);
  outcomes.through(START + MINUTE - 1);
  expect(series.book.active).not.toBeNull();
  outcomes.settled(START + 2 * MINUTE);
  expect([told.at(-1), outcomes.waitsFrom]).toEqual(["closed stop", null]);
  // Nothing is active any more.
  outcomes.onTrade(trade(62, 200));
  expect(told).toHaveLength(3);
});

it("[ANA-30] trades that waited on the disk are taken up where they were left", () => {
  const { trade, series } = openWorld();
  const told: string[] = [];
  const waiting = [trade(10, 50), trade(61, 104), trade(62, 97)];
  const outcomes = new Outcomes(START + MINUTE, waiting, (_series, events) => {
    told.push(...events.map(({ kind }) => kind));
  });
  outcomes.follow([series]);
  expect(outcomes.waitsFrom).toBe(2);
  outcomes.settled(START + 2 * MINUTE);
  expect(told).toEqual(["target", "closed"]);
});

it("[ANA-31] a minute with trades that nobody saw is decided by its kline, the stop first", () => {
  const { outcomes, told } = openWorld();
  const kline: Bar = {
    ...{
      openTime: START,
      closeTime: START + MINUTE - 1,
      open: d(100),
      high: d(109),
      low: d(96),
      close: d(101),
    },
    ...{ volume: d(1), quoteVolume: d(1), n: 9, takerBuyVolume: d(1), takerBuyQuoteVolume: d(1) },
    ...{ firstId: null, lastId: null, final: true, revision: 0, source: "kline" },
  };
  outcomes.byKline(kline);
  expect(told).toEqual(["closed stop"]);
});
