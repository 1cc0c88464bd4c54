import { describe, expect, it } from "vitest";
import { addGap, gapText, openGaps } from "./gaps.ts";
import type { ViewBar } from "./wire.ts";

const bar = (minute: number, more: Partial<ViewBar>): ViewBar => ({
  openTime: minute * 60_000,
  closeTime: minute * 60_000 + 59_999,
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
const gap = { missed: 1_284, from: 90_000, to: 150_000 };

describe("a gap", () => {
  it("is open until every bar that it touches came from trades or was corrected", () => {
    const klines = [bar(1, {}), bar(2, {})];
    expect(openGaps([gap], klines)).toEqual([gap]);
    expect(openGaps([gap], [bar(1, { source: "trades" }), bar(2, {})])).toEqual([gap]);
    expect(openGaps([gap], [bar(1, { source: "trades" }), bar(2, { source: "mixed", revision: 1 })])).toEqual(
      [],
    );
  });

  it("is open while its bars are not there or still form", () => {
    expect(openGaps([gap], [])).toEqual([gap]);
    expect(openGaps([gap], [bar(1, { source: "trades" })])).toEqual([gap]);
    const forming = [bar(1, { source: "trades" }), bar(2, { source: "trades", final: false })];
    expect(openGaps([gap], forming)).toEqual([gap]);
  });

  it("is kept once, however often it is told", () => {
    const gaps = addGap([], gap);
    expect(addGap(gaps, { ...gap })).toBe(gaps);
  });

  it("says how many trades were missed", () => {
    expect(gapText(gap)).toBe("gap: 1,284 trades missed, being repaired");
    expect(gapText({ ...gap, missed: 1 }, true)).toBe("gap: 1 trade missed, repaired");
  });
});
