import { describe, expect, it } from "vitest";
import { KlineLines, timeframeOf } from "./kline-lines.ts";

const read = (...lines: string[]) => {
  const klines = new KlineLines();
  for (const line of lines) klines.take(line);
  return klines.bars;
};
const bar = { openTime: 1_700_000_000_000, open: 1.5, high: 2, low: 1, close: 1.75, volume: 3 };

describe("[BT-61] klines by the line", () => {
  it("finds columns by their names, in any order", () => {
    expect(read("close,open_time,open,low,high,volume", "1.75,1700000000000,1.5,1,2,3")).toEqual([bar]);
  });

  it("reads the app's own export, without what still forms", () => {
    const rows = ["1700000000000,0,1.5,2,1,1.75,3,true\r", "1700003600000,0,1.5,2,1,1.75,3,false\r"];
    expect(read("openTime,closeTime,open,high,low,close,volume,final\r", ...rows)).toEqual([bar]);
  });

  it("reads Binance's files, which have no header, and microseconds", () => {
    expect(read("1700000000000000,1.5,2,1,1.75,3,1700003599999999,0,0")).toEqual([bar]);
  });

  it("does without volume and with empty lines", () => {
    expect(read("time,open,high,low,close", "", "1700000000000,1.5,2,1,1.75")).toEqual([
      { ...bar, volume: 0 },
    ]);
  });

  it("names the line that is none, and columns that are missing", () => {
    expect(() => read("open_time,open,high,low,close", "1700000000000,1,2,1,3")).toThrow(
      "line 2 is no kline",
    );
    expect(() => read("open_time,open,high,low,close", "soon,1,2,1,1")).toThrow("line 2");
    expect(() => read("a,b,open")).toThrow("no column openTime, high, low, close");
  });

  it("tells a timeframe by the shortest way between bars", () => {
    const at = (...minutes: number[]) => minutes.map((minute) => ({ ...bar, openTime: minute * 60_000 }));
    expect(timeframeOf(at(0, 15, 60, 75))).toBe("15m");
    expect(timeframeOf(at(0, 7))).toBeNull();
    expect(timeframeOf(at(0))).toBeNull();
  });
});
