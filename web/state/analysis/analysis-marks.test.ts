import { describe, expect, it } from "vitest";
import type { ShownSignal } from "../../api/analysis-api.ts";
import { patternMarks, signalLevels, signalMarks } from "./analysis-marks.ts";
import type { ShownPattern } from "./analysis-wire.ts";

const MINUTE = 60_000;
const pattern = (openTime: number, signal: ShownPattern["signal"], strength: number): ShownPattern => ({
  ...{ pattern: "hammer", signal, strength, bars: 1, openTime, description: "A hammer." },
});

function signalOf(part: Partial<ShownSignal>): ShownSignal {
  return {
    ...{ id: "BTCUSDT:1m:0", symbol: "BTCUSDT", timeframe: "1m", side: "BUY", status: "active" },
    ...{ issuedAt: MINUTE - 1, touchedAt: [null, null, null], closedAt: null, closeReason: null },
    ...{ closePrice: null, age: 3, best: 101, worst: 99, returnAfterCosts: null },
    decision: {
      ...{
        openTime: 0,
        closeTime: MINUTE - 1,
        signal: "BUY",
        score: 0.5,
        votes: [],
        move: null,
        reasons: [],
      },
      confidence: { value: null, n: 0, bucket: [0, 1], basis: "" },
      version: "1",
      levels: {
        ...{ entry: 100, entryLow: 99.5, entryHigh: 100.5, stopLoss: 98.5, atr: 1, riskReward: 1.33 },
        takeProfits: [102, 103, 104],
      },
    },
    ...part,
  };
}

describe("marks of patterns", () => {
  it("[PAGE-34] begin at a strength, and are the strongest of a bar", () => {
    const patterns = [pattern(0, "bearish", 60), pattern(0, "bullish", 80), pattern(MINUTE, "neutral", 55)];
    expect(patternMarks(patterns, 50).map(({ openTime, side, tone }) => [openTime, side, tone])).toEqual([
      [0, "below", "up"],
      [MINUTE, "above", "neutral"],
    ]);
    expect(patternMarks(patterns, 56).map(({ openTime }) => openTime)).toEqual([0]);
    expect(patternMarks(patterns, 81)).toEqual([]);
  });
});

describe("marks of signals", () => {
  it("[PAGE-35] stand where one was issued: an arrow and a word, not a colour alone", () => {
    expect(signalMarks([signalOf({})], MINUTE)).toEqual([
      { openTime: 0, side: "below", shape: "arrowUp", tone: "up", text: "BUY", size: 1.4 },
    ]);
    expect(signalMarks([signalOf({ side: "SELL" })], MINUTE)[0]).toMatchObject({
      side: "above",
      shape: "arrowDown",
    });
  });

  it("[PAGE-35] and at the bar in which it ended, a loser as plainly as a winner", () => {
    const end = { status: "closed", closedAt: 7 * MINUTE + 4_321 } as const;
    const lost = signalOf({ ...end, closeReason: "stop", returnAfterCosts: -0.02 });
    expect(signalMarks([lost], MINUTE)[1]).toMatchObject({
      openTime: 7 * MINUTE,
      tone: "down",
      text: "BUY stop",
    });
    const won = signalOf({ ...end, closeReason: "target3", returnAfterCosts: 0.03 });
    expect(signalMarks([won], MINUTE)[1]).toMatchObject({ tone: "up", text: "BUY T3" });
  });
});

describe("levels", () => {
  it("[PAGE-35] are those of the running signal, each with its name", () => {
    expect(
      signalLevels(signalOf({ touchedAt: [MINUTE, null, null] })).map(({ price, title }) => [price, title]),
    ).toEqual([
      [100.5, "Entry zone"],
      [99.5, "Entry zone"],
      [98.5, "Stop"],
      [102, "Target 1 ✓"],
      [103, "Target 2"],
      [104, "Target 3"],
    ]);
    expect(signalLevels(null)).toEqual([]);
  });
});
