import { describe, expect, it } from "vitest";
import type { ShownDecision } from "../../api/analysis-api.ts";
import { confidenceText, endText, favourPercent, sortedVotes, touchText } from "./signal-words.ts";

const vote = (source: string, value: number, weight: number) => ({
  ...{ source, vote: value, weight, evidence: {}, reason: `${source} says so` },
});
const decision = (signal: ShownDecision["signal"], score: number): ShownDecision => ({
  ...{ openTime: 0, closeTime: 59_999, signal, score, levels: null, move: null, reasons: [], version: "1" },
  confidence: { value: null, n: 0, bucket: [0, 1], basis: "" },
  votes: [vote("rsi", 0.2, 0.5), vote("adx", 0, 0.3), vote("macd", -1, 0.3), vote("obv", 1, 0.2)],
});
const sources = (votes: ShownDecision["votes"]) => votes.map(({ source }) => source);

describe("a signal in words", () => {
  it("[PAGE-36] says how often it worked, or that nobody can tell", () => {
    const alike = { bucket: [0.45, 0.55] as [number, number], basis: "" };
    expect(confidenceText({ value: 0.4312, n: 1_204, ...alike })).toBe(
      "Confidence: target 1 came before the stop in 43 % of 1,204 earlier cases of a score of 0.45 to 0.55.",
    );
    expect(confidenceText({ value: null, n: 37, ...alike })).toBe(
      "Confidence: uncalibrated, only 37 earlier cases of a score of 0.45 to 0.55.",
    );
    expect(confidenceText({ value: null, n: 0, ...alike })).toContain("uncalibrated, no earlier cases");
  });

  it("[PAGE-36] puts what speaks for the side before what speaks against it, the weightiest first", () => {
    const buy = sortedVotes(decision("BUY", 0.5));
    expect([buy.side, sources(buy.speakFor), sources(buy.against), sources(buy.silent)]).toEqual([
      "BUY",
      ["obv", "rsi"],
      ["macd"],
      ["adx"],
    ]);
    const sell = sortedVotes(decision("SELL", -0.5));
    expect([sources(sell.speakFor), sources(sell.against)]).toEqual([["macd"], ["obv", "rsi"]]);
    expect(sortedVotes(decision("HOLD", -0.1)).side).toBe("SELL");
  });

  it("[PAGE-37] counts an excursion in the signal's favour, whichever side it is on", () => {
    expect(favourPercent("BUY", 200, 202)).toBe(1);
    expect(favourPercent("SELL", 200, 202)).toBe(-1);
  });

  it("[PAGE-37] tells how it ended and which targets were touched", () => {
    expect(endText({ closeReason: "stop" })).toBe("at the stop");
    expect(endText({ closeReason: null })).toBe("still active");
    expect(touchText({ touchedAt: [null, null, null] })).toBe("no target touched");
    expect(touchText({ touchedAt: [1, null, null] })).toBe("target 1 touched");
    expect(touchText({ touchedAt: [1, 2, null] })).toBe("targets 1, 2 touched");
  });
});
