import { expect, test } from "vitest";
import { WickError } from "../../contract/errors.ts";
import type { History } from "../../contract/history.ts";
import type { Bar } from "../../market/bars/bar.ts";
import { anchoredInit, anchoredPeek, anchoredStep } from "../../market/indicators/anchored.ts";
import { chosenCore } from "../../market/indicators/catalog/catalog.ts";
import { readRequest } from "../../market/indicators/catalog/request.ts";
import { CORE_SET } from "../../market/indicators/core-set.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { FEATURE_SYMBOL, openFeatureWorld, revised } from "../../tests/support/feature-world.ts";
import { indicatorUnits, MOST_UNITS } from "./indicator-cost.ts";
import { indicatorPage } from "./indicator-page.ts";

const START = Date.UTC(2024, 6, 1);
const MINUTE = 60_000;
const COUNT = 6_000;
const BARS: readonly Bar[] = [...walkBars("indicator page", "1m", START, COUNT)];
const SERIES = { symbol: FEATURE_SYMBOL.symbol, feed: FEATURE_SYMBOL.feed, timeframe: "1m" } as const;
const NEWEST = { timeframe: "1m", limit: 10 } as const;

function formingAfter(last: Bar): Bar {
  const { openTime, closeTime } = last;
  return {
    ...last,
    ...{ openTime: openTime + MINUTE, closeTime: closeTime + MINUTE, close: last.high, final: false },
  };
}

async function openWorld() {
  const world = openFeatureWorld();
  await world.store(BARS.slice(0, COUNT - 20));
  return world;
}

test("[IND-4] [IND-20] the forming bar's values are those that a stream would peek", async () => {
  const world = await openWorld();
  const forming = formingAfter(BARS[COUNT - 1] as Bar);
  world.setHub([...BARS.slice(COUNT - 100), forming]);
  const query = { ...NEWEST, forming: true };
  const { page, indicators, complete } = await indicatorPage(
    world.ports.history,
    SERIES,
    query,
    chosenCore(),
  );
  expect(page.bars.at(-1)?.final).toBe(false);
  expect(complete).toBe(true);
  for (const [i, { key, kernel, parameters }] of CORE_SET.entries()) {
    const state = anchoredInit(kernel, parameters, "1m");
    let final = null;
    for (const bar of BARS) final = anchoredStep(kernel, parameters, state, priceBarOf(bar));
    const values = indicators[i]?.values ?? [];
    expect(values.at(-2), key).toEqual(final);
    expect(values.at(-1), key).toEqual(anchoredPeek(kernel, parameters, state, priceBarOf(forming)));
  }
});

test("[IND-33] a corrected bar is in every value after it, at once", async () => {
  const world = await openWorld();
  const ask = async () => {
    const { indicators } = await indicatorPage(world.ports.history, SERIES, NEWEST, chosenCore());
    return indicators.map(({ values }) => values);
  };
  const before = await ask();
  await world.store([revised(BARS[COUNT - 40] as Bar)]);
  const after = await ask();
  const ema9 = CORE_SET.findIndex(({ key }) => key === "ema9");
  for (const [i, value] of (after[ema9] ?? []).entries()) expect(value).not.toEqual(before[ema9]?.[i]);
});

test("[IND-33] says so when what lies before the page cannot be told", async () => {
  const world = await openWorld();
  const { history } = world.ports;
  const first = BARS[COUNT - 30] as Bar;
  const query = { timeframe: "1m", from: first.openTime, limit: 5 } as const;
  const { chosen } = readRequest("ema(200),rsi(2)");
  const whole = await indicatorPage(history, SERIES, query, chosen);
  /** Nobody answers for what is before `known`. */
  const cutAt = (known: number): History => ({
    ...history,
    page: async (symbol, feed, wish) => {
      if (wish.from === undefined && (wish.to ?? 0) < known) throw new WickError("exchange_unavailable");
      const page = await history.page(symbol, feed, wish);
      const bars = page.bars.filter(({ openTime }) => openTime >= known);
      return { bars, more: page.more || bars.length < page.bars.length };
    },
  });
  const cut = await indicatorPage(cutAt(first.openTime - 500 * MINUTE), SERIES, query, chosen);
  expect([whole.complete, cut.complete]).toEqual([true, false]);
  expect(cut.indicators[0]?.values).not.toEqual(whole.indicators[0]?.values);
  const none = await indicatorPage(cutAt(first.openTime), SERIES, query, chosen);
  expect(none.complete).toBe(false);
  expect(none.indicators[1]?.values.slice(0, 3)).toEqual([null, null, expect.any(Number)]);
});

test("[REST-20] costs nothing where a chart asks, and more where more is read or folded", () => {
  const core = chosenCore();
  expect(indicatorUnits(core, "1m", 500)).toBe(0);
  const long = readRequest("ema(1000),ema(1001),ema(1002)").chosen;
  expect(indicatorUnits(long, "1m", 500)).toBe(0);
  expect(indicatorUnits(long, "1m", 10_000)).toBeGreaterThan(0);
  const heavy = readRequest("t3(100),t3(101),t3(102),t3(103)").chosen;
  expect(indicatorUnits(heavy, "1m", 10_000)).toBeGreaterThan(indicatorUnits(heavy, "1m", 1_000));
});

test.each(["cci(10000)", "ultimate(498,499,500)", "bandwidth(500,2)", "vwma(500)"])(
  "[REST-20] counts what looks at its whole window at every bar by its length: %s",
  (text) => {
    const { chosen } = readRequest(text);
    const forty = Array.from({ length: 40 }, () => chosen).flat();
    expect(forty).toHaveLength(40);
    // Each takes at least 0.2 s of one slow core.
    expect(indicatorUnits(forty, "1m", 10_000)).toBeGreaterThan(MOST_UNITS);
    expect(indicatorUnits(chosen, "1m", 500)).toBeLessThanOrEqual(2);
  },
);
