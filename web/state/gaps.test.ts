import { describe, expect, it } from "vitest";
import { addGap, applyMinute, gapText, openSilences, repairOf } from "./gaps.ts";
import type { Gap, ViewBar } from "./wire.ts";

const MINUTE = 60_000;
const bar = (minute: number, more: Partial<ViewBar> = {}): ViewBar => ({
  openTime: minute * MINUTE,
  closeTime: minute * MINUTE + MINUTE - 1,
  open: 1,
  high: 1,
  low: 1,
  close: 1,
  volume: 1,
  quoteVolume: 1,
  n: 1,
  final: true,
  revision: 0,
  source: "kline",
  ...more,
});
const gap: Gap = { missed: 1_284, from: 1.5 * MINUTE, to: 3.2 * MINUTE, unit: "trades" };

describe("a gap in the trades", () => {
  it("is repaired once each minute that it touches was made of trades or corrected [BAR-33]", () => {
    const news = [
      bar(1, { source: "trades", revision: 1 }),
      bar(2, { source: "mixed", revision: 1 }),
      bar(3, { source: "trades", revision: 1 }),
    ];
    expect(news.slice(0, 2).reduce(applyMinute, [repairOf(gap)])).toHaveLength(1);
    expect(news.reduce(applyMinute, [repairOf(gap)])).toEqual([]);
  });

  it("is not repaired by the exchange's klines, forming bars or other minutes [BAR-23]", () => {
    const repairs = [repairOf(gap)];
    const news = [
      bar(1),
      bar(2),
      bar(3, { source: "trades", final: false }),
      bar(0, { source: "trades" }),
      bar(4, { source: "trades" }),
    ];
    expect(news.reduce(applyMinute, repairs)).toBe(repairs);
  });

  it("says how many trades were missed", () => {
    expect(gapText(gap)).toBe("gap: 1,284 trades missed, being repaired");
    expect(gapText({ ...gap, missed: 1 }, true)).toBe("gap: 1 trade missed, repaired");
  });
});

describe("silent minutes", () => {
  const silence: Gap = { missed: 2, from: 2 * MINUTE, to: 4 * MINUTE - 1, unit: "minutes" };

  it("stay a gap while no bar stands in them [BAR-22]", () => {
    expect(openSilences([silence], [bar(1), bar(4)])).toEqual([silence]);
    expect(openSilences([silence], [])).toEqual([silence]);
    expect(openSilences([silence], [bar(1), bar(3), bar(4)])).toEqual([]);
  });

  it("are called minutes, not trades", () => {
    expect(gapText(silence)).toBe("gap: 2 minutes without data from the exchange");
  });

  it("are kept once, however often they are told", () => {
    const gaps = addGap([], silence);
    expect(addGap(gaps, { ...silence })).toBe(gaps);
  });
});
