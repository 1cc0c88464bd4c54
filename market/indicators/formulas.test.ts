import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomBars } from "../../tests/support/random-bars.ts";
import { fold } from "./fold.ts";
import type { PriceBar } from "./kernel.ts";
import { logReturn } from "./log-return/log-return.ts";
import { realisedVolatility } from "./realised-volatility/realised-volatility.ts";
import { relativeVolume } from "./relative-volume/relative-volume.ts";
import { sessionVwap } from "./session-vwap/session-vwap.ts";
import { vwap } from "./vwap/vwap.ts";

const N = 4;
const sum = (xs: readonly number[]) => xs.reduce((total, x) => total + x, 0);
const typical = (bar: PriceBar) => (bar.high + bar.low + bar.close) / 3;
const vwapOf = (bars: readonly PriceBar[]) => {
  const volume = sum(bars.map((bar) => bar.volume));
  return volume === 0 ? null : sum(bars.map((bar) => typical(bar) * bar.volume)) / volume;
};

function same(values: readonly (number | null)[], expected: (i: number) => number | null): void {
  for (const [i, value] of values.entries()) {
    const want = expected(i);
    if (want === null || value === null) expect(value).toBe(want);
    else expect(value).toBeCloseTo(want, 8);
  }
}

/** What TA-Lib does not have, held to the formula written out. */
describe("[IND-2] formulas written out", () => {
  const check = (law: (bars: PriceBar[]) => void) =>
    fc.assert(fc.property(randomBars(1, 40), law), { numRuns: 100 });

  it("vwap", () =>
    check((bars) =>
      same(fold(vwap, { period: N }, bars), (i) => (i + 1 < N ? null : vwapOf(bars.slice(i + 1 - N, i + 1)))),
    ));

  it("session-vwap begins anew at 00:00 UTC", () =>
    check((minutes) => {
      // An hour instead of a minute a bar: series that go over midnight.
      const bars = minutes.map((bar) => ({ ...bar, openTime: bar.openTime * 60 }));
      const day = (bar: PriceBar | undefined) => new Date(bar?.openTime ?? 0).toISOString().slice(0, 10);
      same(fold(sessionVwap, {}, bars), (i) =>
        vwapOf(bars.slice(0, i + 1).filter((bar) => day(bar) === day(bars[i]))),
      );
    }));

  it("log-return", () =>
    check((bars) =>
      same(fold(logReturn, { period: N }, bars), (i) =>
        i < N ? null : Math.log((bars[i]?.close ?? 0) / (bars[i - N]?.close ?? 0)),
      ),
    ));

  it("realised-volatility", () =>
    check((bars) => {
      const returns = bars.slice(1).map((bar, i) => Math.log(bar.close / (bars[i]?.close ?? 0)));
      same(fold(realisedVolatility, { period: N }, bars), (i) =>
        i < N ? null : Math.sqrt(sum(returns.slice(i - N, i).map((r) => r * r)) / N),
      );
    }));

  it("relative-volume compares with the bars before", () =>
    check((bars) =>
      same(fold(relativeVolume, { period: N }, bars), (i) => {
        const before = sum(bars.slice(Math.max(0, i - N), i).map((bar) => bar.volume)) / N;
        return i < N || before === 0 ? null : (bars[i]?.volume ?? 0) / before;
      }),
    ));
});
