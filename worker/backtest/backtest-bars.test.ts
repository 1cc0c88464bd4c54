import { describe, expect, it } from "vitest";
import { MAX_BACKTEST_BARS } from "../../contract/rest/backtest.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { backtestBars, roomOf } from "./backtest-bars.ts";

const [ONE] = [...walkBars("room", "1m", Date.UTC(2024, 0, 1), 1)];

describe("[BT-60] the bars of a backtest", () => {
  it("has room for the bars that open in its stretch, both ends included", () => {
    const minute = (from: number, to: number) => roomOf({ timeframe: "1m", from, to });
    expect(minute(0, 0)).toBe(1);
    expect(minute(0, 59_999)).toBe(1);
    expect(minute(0, 600_000)).toBe(11);
    expect(minute(600_000, 0)).toBe(0);
  });

  it("are read batch by batch, as the engine takes them", async () => {
    const bars = [...walkBars("read", "1m", Date.UTC(2024, 0, 1), 30)];
    async function* batches() {
      yield bars.slice(0, 20);
      yield bars.slice(20);
    }
    expect(await backtestBars(batches())).toEqual(bars.map(priceBarOf));
  });

  it("are refused where there are too many, before the rest is read", async () => {
    if (ONE === undefined) throw new Error("no bar");
    const half = new Array(MAX_BACKTEST_BARS / 2 + 1).fill(ONE);
    let read = 0;
    async function* batches() {
      for (; ; read += 1) yield half;
    }
    await expect(backtestBars(batches())).rejects.toMatchObject({ code: "invalid_input" });
    expect(read).toBe(1);
  });
});
