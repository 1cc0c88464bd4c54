import { beforeAll, describe, expect, it } from "vitest";
import { DetectionListSchema, PatternCatalogSchema } from "../../contract/rest/patterns.ts";
import { digestOf } from "../../market/features/test-data/golden.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import { PATTERN_IDS } from "../../market/patterns/detection.ts";
import { initPatterns, PATTERN_VERSION, stepPatterns } from "../../market/patterns/pattern-engine.ts";
import { GOLDEN_PATTERNS, goldenDetections } from "../../market/patterns/test-data/golden.ts";
import { markChanged } from "../../platform/d1/bar-changes.ts";
import { upsertBars } from "../../platform/d1/bars.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { isolateOf } from "../../worker/isolate.ts";
import { jobPorts } from "../../worker/jobs/ports.ts";
import { technicalFeaturesJob } from "../../worker/jobs/technical-features.ts";
import { addPushed, openWick, type Wick } from "./wick.ts";

const START = Date.UTC(2024, 6, 1);
const BARS = [...walkBars("workerd", "1h", START, 300)];
const SYMBOL = "PATTUSDT";
const STATE = initPatterns();
/** What a plain fold says, newest first. */
const TRUTH = BARS.map((bar) =>
  stepPatterns(STATE, priceBarOf(bar)).map((detection) => ({
    ...detection,
    ...{ closeTime: bar.closeTime, final: true, revision: bar.revision },
  })),
)
  .reverse()
  .flat();

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

const answer = async (query: string) => await wick.fetch(`/api/patterns/${SYMBOL}?timeframe=1h&${query}`);
const pageOf = async (query: string) => {
  const response = await answer(query);
  expect(response.status).toBe(200);
  return DetectionListSchema.parse(await response.json());
};

describe("patterns", () => {
  it("[PAT-3] are the same bits in workerd as in Node", () => {
    expect(digestOf(goldenDetections())).toBe(GOLDEN_PATTERNS[PATTERN_VERSION]);
  });

  it("[PAT-12] are told newest first, the same before and after the job has stored them", async () => {
    const before = await pageOf("limit=1000");
    expect(before.patterns).toEqual(TRUTH);
    expect(before).toMatchObject({ cursor: null, searchedFrom: START, asOf: BARS[299]?.closeTime });
    expect((await technicalFeaturesJob.run(jobPorts(wick.env))).rows).toBe(300);
    isolateOf(wick.env).pages.clear();
    expect(await pageOf("limit=1000")).toEqual(before);
    const stored = await wick.env.DB.prepare(
      "SELECT count(*) AS n FROM technical_features WHERE symbol = ?1 AND patterns IS NOT NULL",
    )
      .bind(SYMBOL)
      .first("n");
    expect(stored).toBe(new Set(TRUTH.map(({ openTime }) => openTime)).size);
  });

  it("[PAT-13] come in pages, and by choice", async () => {
    const first = await pageOf("limit=3");
    const second = await pageOf(`limit=3&cursor=${first.cursor}`);
    expect([...first.patterns, ...second.patterns]).toEqual(TRUTH.slice(0, 6));
    const chosen = await pageOf("patterns=doji,hammer&minStrength=30");
    expect(chosen.patterns.length).toBeGreaterThan(0);
    expect(chosen.patterns).toEqual(
      TRUTH.filter(({ pattern, strength }) => ["doji", "hammer"].includes(pattern) && strength >= 30).slice(
        0,
        100,
      ),
    );
    const [from, to] = [BARS[100]?.openTime ?? 0, BARS[150]?.openTime ?? 0];
    expect((await pageOf(`from=${from}&to=${to}&signal=bearish`)).patterns).toEqual(
      TRUTH.filter(({ openTime, signal }) => openTime >= from && openTime <= to && signal === "bearish"),
    );
  });

  it("[PAT-13] are never immutable", async () => {
    expect((await answer(`to=${BARS[10]?.openTime}`)).headers.get("cache-control")).toBe("public, max-age=5");
    expect((await answer("")).headers.get("cache-control")).toBe("public, max-age=1");
  });

  it.each([
    "patterns=nope",
    "patterns=",
    "signal=up",
    "minStrength=0",
    "minStrength=101",
    "limit=0",
    "cursor=x",
    "timeframe=2h",
    "from=2&to=1",
  ])("[REST-6] refuse %s", async (query) => {
    const response = await answer(query);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "invalid_input" });
  });

  it("[REST-3] know their symbols", async () => {
    expect((await wick.fetch("/api/patterns/NOPE")).status).toBe(404);
  });

  it("[PAT-14] are told by their catalog, each with its rule in words", async () => {
    const response = await wick.fetch("/api/patterns");
    const catalog = PatternCatalogSchema.parse(await response.json());
    expect(catalog.patterns.map(({ id }) => id)).toEqual([...PATTERN_IDS]);
    expect(catalog.patterns.find(({ id }) => id === "eveningStar")).toMatchObject({
      ...{ signal: "bearish", bars: 3, nature: "reversal", lookback: 12, talib: "CDLEVENINGSTAR" },
    });
  });
});
