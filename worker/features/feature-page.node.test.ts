import { expect, test } from "vitest";
import type { Bar } from "../../market/bars/bar.ts";
import { CATALOG_VERSION, FEATURE_SETS } from "../../market/features/catalog.ts";
import { featureRow } from "../../market/features/feature-row.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { FEATURE_SYMBOL, openFeatureWorld, revised } from "../../tests/support/feature-world.ts";
import { featurePage } from "./feature-page.ts";
import { featureCatalog, featureRowList, featuresCsv } from "./feature-text.ts";

const START = Date.UTC(2024, 6, 1);
const MINUTE = 60_000;
const COUNT = 700;
const BARS: readonly Bar[] = [...walkBars("page", "1m", START, COUNT)];

/** What a page of these bars is to say, by the plain rule. */
function expected(all: readonly Bar[], from: number, to: number) {
  const prices = all.map(priceBarOf);
  return all.slice(from, to).map((bar, i) => {
    const { bars, values } = featureRow(prices, from + i);
    return { bar, bars, values };
  });
}

test("[FEAT-20] stored, computed now, and forming rows are the same bits", async () => {
  const world = openFeatureWorld();
  const last = BARS.at(-1) as Bar;
  const forming: Bar = {
    ...last,
    openTime: last.openTime + MINUTE,
    closeTime: last.closeTime + MINUTE,
    final: false,
  };
  const whole = [...BARS, forming];
  // D1 lags ten bars behind the hub; the features lag ten more.
  await world.store(BARS.slice(0, COUNT - 20));
  await world.runAll();
  await world.store(BARS.slice(COUNT - 20, COUNT - 10));
  world.setHub(whole.slice(COUNT - 100));
  const query = { timeframe: "1m", limit: 50, forming: true } as const;
  const { rows } = await featurePage(world.ports, FEATURE_SYMBOL, query);
  expect(rows).toEqual(expected(whole, COUNT - 49, COUNT + 1));
  expect(rows.at(-1)?.bar.final).toBe(false);
  // Nothing but what is stored is needed for what lies behind.
  const old = { timeframe: "1m", from: START + 550 * MINUTE, to: START + 560 * MINUTE, limit: 50 } as const;
  expect((await featurePage(world.ports, FEATURE_SYMBOL, old)).rows).toEqual(expected(BARS, 550, 561));
});

test("[FEAT-20] rows of a whole window are read, not computed", async () => {
  const world = openFeatureWorld();
  await world.store(BARS);
  await world.runAll();
  world.d1.sqlite.exec(`UPDATE technical_features SET "values" = '[1,2,3]'`);
  const query = { timeframe: "1m", limit: 20 } as const;
  const { rows } = await featurePage(world.ports, FEATURE_SYMBOL, query);
  expect(rows.every(({ values, bars }) => values.length === 3 && bars === 512)).toBe(true);
});

test("[FEAT-21] what has been corrected and not yet computed again is computed now", async () => {
  const world = openFeatureWorld();
  await world.store(BARS);
  await world.runAll();
  const corrected = BARS.map((bar, i) => (i === COUNT - 30 ? revised(bar) : bar));
  const query = { timeframe: "1m", limit: 60 } as const;
  // Corrected in the hub alone, then in D1 as well.
  world.setHub(corrected.slice(COUNT - 200));
  expect((await featurePage(world.ports, FEATURE_SYMBOL, query)).rows).toEqual(
    expected(corrected, COUNT - 60, COUNT),
  );
  await world.store(corrected.slice(COUNT - 30, COUNT - 29));
  world.setHub([]);
  expect((await featurePage(world.ports, FEATURE_SYMBOL, query)).rows).toEqual(
    expected(corrected, COUNT - 60, COUNT),
  );
});

test("[FEAT-21] a correction before the page is in the page's rows, as long as its mark stands", async () => {
  const world = openFeatureWorld();
  await world.store(BARS);
  await world.runAll();
  const corrected = BARS.map((bar, i) => (i === COUNT - 40 ? revised(bar) : bar));
  await world.store(corrected.slice(COUNT - 40, COUNT - 39));
  const query = { timeframe: "1m", limit: 20 } as const;
  const { rows } = await featurePage(world.ports, FEATURE_SYMBOL, query);
  expect(rows).toEqual(expected(corrected, COUNT - 20, COUNT));
});

test("[FEAT-21] rows that are short of older bars are computed again when there are any", async () => {
  const world = openFeatureWorld();
  await world.store(BARS.slice(400));
  await world.runAll();
  // Older bars came, and the job has not.
  world.d1.sqlite.exec("DELETE FROM bar_change");
  await world.store(BARS.slice(0, 400));
  world.d1.sqlite.exec("DELETE FROM bar_change");
  const query = { timeframe: "1m", limit: 100 } as const;
  expect((await featurePage(world.ports, FEATURE_SYMBOL, query)).rows).toEqual(
    expected(BARS, COUNT - 100, COUNT),
  );
});

test("[FEAT-22] without D1 the hub's bars are enough", async () => {
  const world = openFeatureWorld();
  world.setHub(BARS);
  world.d1.fail(() => ({ message: "D1 is away" }));
  const query = { timeframe: "1m", limit: 10 } as const;
  expect((await featurePage(world.ports, FEATURE_SYMBOL, query)).rows).toEqual(
    expected(BARS, COUNT - 10, COUNT),
  );
});

test("[FEAT-23] a set is the catalog's columns by name, in JSON and CSV to the last bit", async () => {
  const rows = expected(BARS, COUNT - 2, COUNT);
  const about = { symbol: "AAAUSDT", timeframe: "1m", set: "eth16" } as const;
  const list = featureRowList(about, rows, null, 0);
  expect(list).toMatchObject({
    ...about,
    version: CATALOG_VERSION,
    asOf: BARS.at(-1)?.closeTime,
    cursor: null,
  });
  const back: typeof list = JSON.parse(JSON.stringify(list));
  expect(Object.keys(back.rows[0]?.values ?? {})).toEqual(FEATURE_SETS.eth16.features);
  expect(back.rows[1]?.values.priceToVwap).toBe(rows[1]?.values[15]);
  const [header, first, ...rest] = featuresCsv("eth16", rows).split("\r\n");
  expect(header?.split(",").slice(0, 7)).toEqual([
    ...["openTime", "closeTime", "final", "revision", "bars", "rsi", "rsiNormalized"],
  ]);
  expect(Number(first?.split(",")[5])).toBe(rows[0]?.values[0]);
  expect(rest).toHaveLength(2);
  const short = expected(BARS, 0, 1);
  expect(featuresCsv("eth16", short).split("\r\n")[1]).toBe(
    `${START},${START + MINUTE - 1},true,0,1${",".repeat(16)}`,
  );
});

test("[FEAT-1] the catalog tells every feature once, and sets by their names", () => {
  const { features, sets, window } = featureCatalog();
  expect(window).toBe(512);
  expect(sets.map(({ id }) => id)).toEqual(["eth16", "ta", "all"]);
  const names = features.map(({ name }) => name);
  for (const set of sets) expect(names).toEqual(expect.arrayContaining(set.features));
});
