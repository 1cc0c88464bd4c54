import { describe, expect, it } from "vitest";
import { choicesText, MAX_CHOICES, readChoices } from "./indicator-choice.ts";

describe("chosen indicators as text", () => {
  it("are read as they were written", () => {
    const text = "ema(21),macd(12,26,9),obv,bollinger(20,2.5),stoch-rsi(14,14,3)";
    expect(choicesText(readChoices(text))).toBe(text);
    expect(readChoices("macd(12, 26 ,9)")).toEqual([{ id: "macd", parameters: [12, 26, 9] }]);
  });

  it("leave out what is no indicator, and what stands there twice", () => {
    expect(readChoices("")).toEqual([]);
    expect(readChoices("ema(21),ema(21),<script>,ema(),ema(1-2),rsi(14")).toEqual([
      { id: "ema", parameters: [21] },
      { id: "ema", parameters: [] },
    ]);
  });

  it("are no more than a chart can show", () => {
    const many = Array.from({ length: 30 }, (_, index) => `ema(${index + 2})`).join(",");
    expect(readChoices(many)).toHaveLength(MAX_CHOICES);
  });
});
