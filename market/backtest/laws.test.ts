import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomBars } from "../../tests/support/random-bars.ts";
import type { PriceBar } from "../indicators/kernel.ts";
import { exactNotional, lotOf } from "./lots.ts";
import { microsOf } from "./money.ts";
import { backtestNeededFrom } from "./needed.ts";
import type { BacktestResult } from "./result.ts";
import { openBacktest, runBacktest } from "./run.ts";
import { type BacktestSettings, DEFAULT_TERMS } from "./settings.ts";
import { STRATEGIES } from "./strategies.ts";

/** Parameters that trade often, also on short series. */
const SHORT: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "sma-cross": { fast: 2, slow: 5, stopPercent: 0.5, targetPercent: 0.8 },
  "rsi-reversion": { period: 3, entry: 45, exit: 50, stopPercent: 0.7 },
  "donchian-breakout": { entryBars: 4, exitBars: 2, stopAtr: 1 },
};

const settingsOf = (strategy: BacktestSettings["strategy"], more: Partial<BacktestSettings> = {}) => ({
  ...DEFAULT_TERMS,
  ...({ symbol: "LAWUSDT", timeframe: "1m", strategy, sides: "both", capital: 5_000.07 } as const),
  parameters: SHORT[strategy] ?? {},
  ...more,
});

/** Every strategy; breakouts also within bars. */
const CASES: readonly BacktestSettings[] = [
  ...STRATEGIES.map(({ id }) => settingsOf(id)),
  settingsOf("donchian-breakout", { parameters: { entryBars: 4, exitBars: 2, stopAtr: 1, intrabar: 1 } }),
  settingsOf("sma-cross", { sizing: { kind: "risk", fraction: 0.02 } }),
];
const NAMED = CASES.map((settings) => [
  `${settings.strategy} ${settings.sizing.kind} ${settings.parameters.intrabar ?? ""}`.trim(),
  settings,
]) as [string, BacktestSettings][];

const series = (least: number) => randomBars(least, least + 60);
const runs = (settings: BacktestSettings) => ({ numRuns: settings.strategy === "signals" ? 8 : 60 });
const barAt = (bars: readonly PriceBar[], openTime: number) => bars.find((bar) => bar.openTime === openTime);

describe.each(NAMED)("%s", (_name, settings) => {
  it("[BT-12] never fills at a price outside of its bar", () => {
    fc.assert(
      fc.property(series(60), (bars) => {
        for (const { openTime, price, place } of runBacktest(bars, settings).fills) {
          const bar = barAt(bars, openTime);
          if (bar === undefined) throw new Error("a fill at no bar");
          expect(price).toBeGreaterThanOrEqual(bar.low);
          expect(price).toBeLessThanOrEqual(bar.high);
          if (place === "open") expect(price).toBe(bar.open);
          if (place === "close") expect(price).toBe(bar.close);
        }
      }),
      runs(settings),
    );
  });

  it("[BT-30] loses and finds nothing: cash and what is held are the equity, and the trades' profits its change", () => {
    fc.assert(
      fc.property(series(60), (bars) => {
        const result = runBacktest(bars, settings);
        expect(Array.from(result.curve.equity, microsOf)).toEqual(ledger(bars, result));
        const profits = result.trades.reduce((sum, { profit }) => sum + microsOf(profit), 0);
        const final = result.curve.equity.at(-1) ?? 0;
        expect(microsOf(final) - microsOf(settings.capital)).toBe(profits);
      }),
      runs(settings),
    );
  });

  it("[BT-1] does not change what it did when bars are added", () => {
    fc.assert(
      fc.property(series(80), fc.integer({ min: 10, max: 79 }), (bars, length) => {
        const whole = runBacktest(bars, settings);
        const part = runBacktest(bars.slice(0, length), settings);
        const end = bars[length - 1]?.openTime ?? 0;
        // The last bar of the shorter one is its end: what is held is counted as closed there.
        const earlier = ({ fills }: BacktestResult) =>
          fills.filter(({ openTime, place }) => openTime < end || (openTime === end && place !== "close"));
        expect(earlier(part)).toEqual(earlier(whole));
        expect(part.curve.equity.slice(0, -1)).toEqual(whole.curve.equity.slice(0, length - 1));
      }),
      runs(settings),
    );
  });

  it("is the same in steps as at once", () => {
    fc.assert(
      fc.property(series(60), fc.integer({ min: 1, max: 40 }), (bars, count) => {
        const steps = openBacktest(bars, settings);
        let part = 0;
        while (part < 1) part = steps.advance(count);
        expect(steps.result()).toEqual(runBacktest(bars, settings));
      }),
      { numRuns: 5 },
    );
  });
});

/** Equity at each close by the fills alone, in integers. */
function ledger(bars: readonly PriceBar[], { fills, settings, quantityStep }: BacktestResult): number[] {
  const lot = lotOf(quantityStep);
  let cash = microsOf(settings.capital);
  let lots = 0;
  let next = 0;
  return bars.map((bar) => {
    for (let fill = fills[next]; fill?.openTime === bar.openTime; fill = fills[next]) {
      const sign = fill.action === "buy" ? 1 : -1;
      cash -= sign * microsOf(fill.notional) + microsOf(fill.fee) + microsOf(fill.slippage);
      lots += sign * Math.round(fill.quantity / quantityStep);
      next += 1;
    }
    return lots === 0 ? cash : cash + Math.sign(lots) * exactNotional(bar.close, Math.abs(lots), lot);
  });
}

describe("[BT-2] [BT-3] where the bars begin", () => {
  const [bars = []] = fc.sample(randomBars(6_000, 6_000), { numRuns: 1, seed: 11 });
  // Without holes: the lead is told in time.
  const whole = bars.map((bar, i) => ({ ...bar, openTime: 1_700_006_400_000 + i * 60_000 }));
  const from = whole[5_000]?.openTime ?? 0;

  it.each(NAMED)("does not matter to %s, once all that is needed is there", (_name, settings) => {
    const needed = backtestNeededFrom(settings, from);
    const first = whole.findIndex(({ openTime }) => openTime >= needed);
    expect(first).toBeGreaterThan(0);
    const least = runBacktest(whole.slice(first), { ...settings, from });
    const most = runBacktest(whole, { ...settings, from });
    expect(least.fills).toEqual(most.fills);
    expect(least.metrics).toEqual(most.metrics);
    expect(least.from).toBe(from);
    expect(least.warmUpBars).toBe(5_000 - first);
  });
});

describe("what is not allowed", () => {
  const [bars = []] = fc.sample(randomBars(40, 40), { numRuns: 1, seed: 3 });

  it.each([
    [{ parameters: { fast: 20, slow: 10 } }, /fast must be less than slow/],
    [{ parameters: { quick: 20 } }, /sma-cross has no parameter quick/],
    [{ parameters: { fast: 2.5 } }, /fast must be a whole number/],
    [{ parameters: { fast: Number.NaN } }, /fast must be from 1/],
    [{ parameters: { stopPercent: 0 }, sizing: { kind: "risk", fraction: 0.01 } }, /needs a stop/],
    [{ sizing: { kind: "fraction", fraction: 1.5 } }, /sizing.fraction/],
    [{ feeBps: 0.125 }, /hundredths of a basis point/],
    [{ slippageBps: -1 }, /slippageBps must be/],
    [{ capital: 0 }, /capital must be/],
    [{ quantityStep: 0.02 }, /power of ten/],
    [{ from: 9_999_999_999_999 }, /fewer than two bars/],
  ] as const)("%o", (terms, message) => {
    expect(() => runBacktest(bars, { ...settingsOf("sma-cross"), ...terms })).toThrow(message);
  });

  it("bars out of order", () => {
    expect(() => runBacktest(bars.toReversed(), settingsOf("sma-cross"))).toThrow(/is not after/);
  });
});
