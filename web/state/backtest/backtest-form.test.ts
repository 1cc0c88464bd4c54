import { describe, expect, it } from "vitest";
import { backtestNeededFrom } from "../../../market/backtest/needed.ts";
import { type BacktestForm, firstForm, parameterKey, symbolOfFile, wishOf } from "./backtest-form.ts";

const form = (change: Partial<BacktestForm> = {}): BacktestForm => ({
  ...firstForm("BTCUSDT", { from: "2024-01-01", to: "2024-03-31" }),
  ...change,
});
const wish = (change: Partial<BacktestForm> = {}) => {
  const made = wishOf(form(change));
  if (typeof made === "string") throw new Error(made);
  return made;
};

describe("the backtest's form", () => {
  it("stands for whole days, UTC, and for the bars that warm up before them", () => {
    const { settings, read } = wish({ strategy: "sma-cross" });
    expect(settings.from).toBe(Date.UTC(2024, 0, 1));
    expect(read).toEqual({
      from: backtestNeededFrom(settings, Date.UTC(2024, 0, 1)),
      to: Date.UTC(2024, 3, 1) - 1,
    });
    expect(read?.from).toBeLessThan(Date.UTC(2024, 0, 1));
  });

  it("takes sizes in percent and amounts as they are", () => {
    expect(wish({ size: "25" }).settings.sizing).toEqual({ kind: "fraction", fraction: 0.25 });
    expect(wish({ sizing: "risk", size: "1" }).settings.sizing).toEqual({ kind: "risk", fraction: 0.01 });
    expect(wish({ sizing: "notional", size: "1500" }).settings.sizing).toEqual({
      kind: "notional",
      notional: 1_500,
    });
  });

  it("keeps what was typed for each strategy apart", () => {
    const parameters = {
      [parameterKey("sma-cross", "fast")]: "9",
      [parameterKey("rsi-reversion", "period")]: "7",
    };
    expect(wish({ strategy: "sma-cross", parameters }).settings.parameters).toMatchObject({
      fast: 9,
      slow: 50,
    });
    expect(wish({ strategy: "rsi-reversion", parameters }).settings.parameters).toMatchObject({ period: 7 });
  });

  it("counts every bar of a file, and names it by the file", () => {
    const { settings, read } = wish({ file: new File([], "ethusdt_1h.csv.gz"), from: "", to: "" });
    expect([settings.symbol, settings.from, read]).toEqual(["ETHUSDT", null, null]);
    expect(symbolOfFile("%.csv")).toBe("FILE");
  });

  it.each([
    [{ symbol: "" }, "Choose a market or a file."],
    [{ from: "2024-05-01" }, "Both days are needed, the first not after the second."],
    [{ capital: "a lot" }, "Capital must be a number."],
    [{ size: "" }, "Size must be a number."],
    [{ size: "101" }, "Sizing.fraction must be above 0 and at most 1."],
    [
      { strategy: "buy-and-hold", sizing: "risk", size: "1" },
      "Sizing by risk needs a stop, and buy-and-hold has none.",
    ],
  ] as const)("says what is wrong: %o", (change, sentence) => {
    expect(wishOf(form(change))).toBe(sentence);
  });
});
