import { describe, expect, it } from "vitest";
import { pairOf, pairPath, parsePairChoice } from "./pairs-choice.ts";

const SYMBOLS = ["BTCUSDT", "ETHUSDT", "SOLUSDT"];

describe("the pair of an address", () => {
  it("reads back what it writes", () => {
    const choice = { symbol1: "SOLUSDT", symbol2: "BTCUSDT", timeframe: "5m", window: 250 } as const;
    expect(parsePairChoice(pairPath(choice).split("?")[1] ?? "")).toEqual(choice);
  });

  it("takes the usual for what it does not understand", () => {
    const usual = { symbol1: null, symbol2: null, timeframe: "1m", window: 60 };
    expect(parsePairChoice("y=B%20C&tf=7m&window=61")).toEqual(usual);
    expect(parsePairChoice("")).toEqual(usual);
  });

  it("is always of two different symbols that there are", () => {
    const choice = parsePairChoice("");
    expect(pairOf(choice, SYMBOLS)).toEqual({ symbol1: "BTCUSDT", symbol2: "ETHUSDT" });
    expect(pairOf({ ...choice, symbol2: "BTCUSDT" }, SYMBOLS)).toEqual({
      symbol1: "ETHUSDT",
      symbol2: "BTCUSDT",
    });
    expect(pairOf({ ...choice, symbol1: "ETHUSDT", symbol2: "ETHUSDT" }, SYMBOLS)).toEqual({
      symbol1: "ETHUSDT",
      symbol2: "BTCUSDT",
    });
    expect(pairOf({ ...choice, symbol1: "GONE" }, SYMBOLS)?.symbol1).toBe("BTCUSDT");
    expect(pairOf(choice, ["BTCUSDT"])).toBeNull();
  });
});
