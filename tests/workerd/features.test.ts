import { beforeAll, describe, expect, it } from "vitest";
import { FeatureCatalogSchema, FeatureRowListSchema } from "../../contract/rest/features.ts";
import { CATALOG_VERSION } from "../../market/features/catalog.ts";
import { featureRow } from "../../market/features/feature-row.ts";
import { digestOf, GOLDEN, goldenText } from "../../market/features/test-data/golden.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import { markChanged } from "../../platform/d1/bar-changes.ts";
import { upsertBars } from "../../platform/d1/bars.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { isolateOf } from "../../worker/isolate.ts";
import { jobPorts } from "../../worker/jobs/ports.ts";
import { technicalFeaturesJob } from "../../worker/jobs/technical-features.ts";
import { addPushed, openWick, type Wick } from "./wick.ts";

const START = Date.UTC(2024, 6, 1);
const BARS = [...walkBars("workerd", "1h", START, 600)];
const SYMBOL = "FEATUSDT";

let wick: Wick;
beforeAll(async () => {
  wick = await openWick();
  await addPushed(wick, SYMBOL);
  await upsertBars(
    wick.env.DB,
    BARS.map((bar) => ({ symbol: SYMBOL, timeframe: "1h", bar })),
  );
  await markChanged(wick.env.DB, SYMBOL, "1h", START);
});

const pageOf = async (query: string) => {
  const response = await wick.fetch(`/api/features/technical/${SYMBOL}?timeframe=1h&${query}`);
  expect(response.status).toBe(200);
  return FeatureRowListSchema.parse(await response.json());
};

const valuesAt = (index: number) => featureRow(BARS.map(priceBarOf), index).values;

describe("technical features", () => {
  it("[FEAT-3] are the same bits in workerd as in Node", () => {
    expect(digestOf(goldenText())).toBe(GOLDEN[CATALOG_VERSION]);
  });

  it("[FEAT-20] are the same before and after the job has stored them", async () => {
    const before = await pageOf("limit=40&set=all");
    expect(before.rows).toHaveLength(40);
    expect(Object.values(before.rows[39]?.values ?? {})).toEqual(valuesAt(599));
    expect((await technicalFeaturesJob.run(jobPorts(wick.env))).rows).toBe(600);
    expect((await technicalFeaturesJob.run(jobPorts(wick.env))).rows).toBe(0);
    isolateOf(wick.env).pages.clear();
    const stored = await wick.env.DB.prepare(
      `SELECT bars, "values" FROM technical_features WHERE symbol = ?1 AND open_time = ?2`,
    )
      .bind(SYMBOL, BARS[599]?.openTime ?? 0)
      .first();
    expect(stored).toEqual({ bars: 512, values: JSON.stringify(valuesAt(599)) });
    expect(await pageOf("limit=40&set=all")).toEqual(before);
  });

  it("[FEAT-20] run in pages, forward with from", async () => {
    const first = await pageOf(`from=${START}&limit=3&set=eth16`);
    expect(first.rows.map(({ openTime, bars }) => [openTime, bars])).toEqual(
      [0, 1, 2].map((hour) => [START + hour * 3_600_000, hour + 1]),
    );
    const second = await pageOf(`from=${START}&limit=3&set=eth16&cursor=${first.cursor}`);
    expect(second.rows[0]?.openTime).toBe(START + 3 * 3_600_000);
    expect(second.asOf).toBe(second.rows[2]?.closeTime);
  });

  it("[FEAT-23] come as CSV, and are never immutable", async () => {
    const to = BARS[599]?.openTime;
    const response = await wick.fetch(
      `/api/features/technical/${SYMBOL}?timeframe=1h&limit=2&set=eth16&to=${to}&format=csv`,
    );
    expect(response.headers.get("content-type")).toContain("text/csv");
    expect(response.headers.get("cache-control")).toBe("public, max-age=5");
    const [header, , last] = (await response.text()).split("\r\n");
    expect(header).toContain("openTime,closeTime,final,revision,bars,rsi,rsiNormalized");
    expect(last?.split(",").slice(5).map(Number)).toEqual(valuesAt(599).slice(0, 16));
  });

  it("[REST-3] [REST-6] know their symbols and sets", async () => {
    expect((await wick.fetch("/api/features/technical/NOPE")).status).toBe(404);
    expect((await wick.fetch(`/api/features/technical/${SYMBOL}?set=nope`)).status).toBe(400);
  });

  it("[FEAT-1] are told by their catalog", async () => {
    const response = await wick.fetch("/api/features/feature-sets");
    const catalog = FeatureCatalogSchema.parse(await response.json());
    expect(catalog.sets.map(({ features }) => features.length)).toEqual([16, 31, catalog.features.length]);
    expect(catalog.features.find(({ name }) => name === "ema9")).toMatchObject({
      ...{ parameters: { period: 9 }, unit: "price", warmUp: 9 },
    });
  });
});
