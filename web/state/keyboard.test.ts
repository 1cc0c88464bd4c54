import { describe, expect, it } from "vitest";
import { commandOf, type KeyPress } from "./keyboard.ts";

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  modified: false,
  typing: false,
  arrowsTaken: false,
  ...more,
});

describe("keys", () => {
  it("step through markets by arrows and by j and k", () => {
    expect(commandOf(press("ArrowDown"))).toEqual({ do: "step", by: 1 });
    expect(commandOf(press("j"))).toEqual({ do: "step", by: 1 });
    expect(commandOf(press("ArrowUp"))).toEqual({ do: "step", by: -1 });
    expect(commandOf(press("k"))).toEqual({ do: "step", by: -1 });
  });

  it("choose the eight timeframes by digit", () => {
    expect(commandOf(press("1"))).toEqual({ do: "timeframe", timeframe: "1s" });
    expect(commandOf(press("8"))).toEqual({ do: "timeframe", timeframe: "1d" });
    expect(commandOf(press("9"))).toBeNull();
    expect(commandOf(press("0"))).toBeNull();
  });

  it("[PAGE-32] open the list of indicators", () => {
    expect(commandOf(press("i"))).toEqual({ do: "indicators" });
    expect(commandOf(press("i", { typing: true }))).toBeNull();
  });

  it("[FC-140] take the forecast off the chart, and put it there", () => {
    expect(commandOf(press("f"))).toEqual({ do: "fan" });
    expect(commandOf(press("f", { typing: true }))).toBeNull();
    expect(commandOf(press("f", { modified: true }))).toBeNull();
  });

  it("leave text, browser shortcuts and scrolling alone", () => {
    expect(commandOf(press("t", { typing: true }))).toBeNull();
    expect(commandOf(press("t", { modified: true }))).toBeNull();
    expect(commandOf(press("ArrowDown", { arrowsTaken: true }))).toBeNull();
    expect(commandOf(press("j", { arrowsTaken: true }))).not.toBeNull();
    expect(commandOf(press("F5"))).toBeNull();
  });
});
