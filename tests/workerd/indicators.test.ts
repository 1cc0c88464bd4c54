import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import { IndicatorCatalogSchema, IndicatorPageSchema } from "../../contract/rest/indicators.ts";
import { anchoredFold } from "../../market/indicators/anchored.ts";
import { CATALOG, chosenCore } from "../../market/indicators/catalog/catalog.ts";
import { CORE_SET } from "../../market/indicators/core-set.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import { upsertBars } from "../../platform/d1/bars.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import worker from "../../worker/index.ts";
import { addPushed, openWick, type Wick } from "./wick.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2022, 0, 1);
const COUNT = 14_000;
/** Once a day and a half without a bar, and one bar in a hundred is missing. */
const BARS = [...walkBars("indicators", "1h", START, COUNT)].filter(
  (_, i) => i % 100 !== 57 && !(i > 13_700 && i < 13_736),
);
const SYMBOL = "INDIUSDT";

let wick: Wick;
beforeAll(async () => {
  wick = await openWick();
  await addPushed(wick, SYMBOL);
  for (let i = 0; i < BARS.length; i += 2_000) {
    await upsertBars(
      wick.env.DB,
      BARS.slice(i, i + 2_000).map((bar) => ({ symbol: SYMBOL, timeframe: "1h" as const, bar })),
    );
  }
});

const path = (query: string) => `/api/analysis/indicators/${SYMBOL}?timeframe=1h&${query}`;
const pageOf = async (query: string) => {
  const response = await wick.fetch(path(query));
  expect(response.status, query).toBe(200);
  return IndicatorPageSchema.parse(await response.json());
};
type Page = Awaited<ReturnType<typeof pageOf>>;

/** The last `count` of every column. */
const tailOf = ({ indicators }: Page, count: number) =>
  indicators.map(({ key, series }) => [
    key,
    Object.entries(series).map(([name, column]) => [name, column.slice(-count)]),
  ]);

/** Some of each kind: library, long leads, other parameters. */
const OTHERS = "kama(10),tsi,ad,pvt,ema(1000),bollinger(period=20,deviations=2.5),hma(55),chandelier-exit";

describe("indicators over HTTP", () => {
  it("[IND-21] 10 bars are the tail of 10,000, bit for bit", { timeout: 120_000 }, async () => {
    for (const wanted of ["", OTHERS]) {
      const long = await pageOf(`limit=10000&indicators=${wanted}`);
      expect(long.bars.openTime).toHaveLength(10_000);
      expect(long.complete).toBe(true);
      for (const limit of [1, 10, 777]) {
        const short = await pageOf(`limit=${limit}&indicators=${wanted}`);
        expect(short.bars.openTime).toEqual(long.bars.openTime.slice(-limit));
        expect(tailOf(short, limit)).toEqual(tailOf(long, limit));
        const latest = ({ indicators }: Page) => indicators.map(({ series: _, ...rest }) => rest);
        expect(latest(short)).toEqual(latest(long));
        expect(short.crosses).toEqual(long.crosses);
      }
    }
  });

  it("[IND-21] a page in the middle tells what the newest page tells of its bars", async () => {
    const long = await pageOf(`limit=3000&indicators=rsi,obv,macd,${OTHERS}`);
    const at = 1_500;
    const from = long.bars.openTime[at];
    const middle = await pageOf(`limit=40&indicators=rsi,obv,macd,${OTHERS}&from=${from}`);
    expect(middle.indicators.map(({ series }) => series)).toEqual(
      long.indicators.map(({ series }) =>
        Object.fromEntries(Object.entries(series).map(([name, column]) => [name, column.slice(at, at + 40)])),
      ),
    );
    const next = await pageOf(`limit=40&indicators=rsi&from=${from}&cursor=${middle.cursor}`);
    expect(next.bars.openTime[0]).toBe(long.bars.openTime[at + 40]);
  });

  it("[IND-20] they are the anchored series of the stored bars", async () => {
    const page = await pageOf("limit=500");
    const prices = BARS.map(priceBarOf);
    for (const [i, { kernel, parameters }] of CORE_SET.entries()) {
      const values = anchoredFold(kernel, parameters, "1h", prices, prices.length - 500);
      const told = page.indicators[i];
      expect(told?.key).toBe(chosenCore()[i]?.key);
      for (const [name, column] of Object.entries(told?.series ?? {})) {
        expect(column, `${told?.key} ${name}`).toEqual(
          values.map((value) => (value === null || typeof value === "number" ? value : value[name])),
        );
      }
    }
  });

  it("[IND-32] [IND-33] tells the latest bar's values in words, and what they are of", async () => {
    const page = await pageOf("limit=5&indicators=rsi,obv,ema(50),ema(200)");
    const last = BARS.at(-1);
    expect(page).toMatchObject({
      ...{ symbol: SYMBOL, timeframe: "1h", final: true, revision: 0, asOf: last?.closeTime },
    });
    const [rsi, obv] = page.indicators;
    expect(rsi?.reading?.text).toMatch(/^RSI \d+\.\d: /);
    expect(rsi?.latest?.value).toBe(rsi?.series.value?.at(-1));
    expect(rsi?.since).toBeNull();
    expect(obv?.since).toBe((last?.openTime ?? 0) - ((last?.openTime ?? 0) % (4_096 * HOUR)));
    expect(page.crosses).toMatchObject([{ between: ["ema(50)", "ema(200)"] }]);
  });

  it("[IND-33] a young series has nulls, and says so by itself", async () => {
    const page = await pageOf(`from=${START}&limit=20&indicators=rsi(14)`);
    expect(page.indicators[0]?.series.value?.findIndex((value) => value !== null)).toBe(14);
    expect(page.bars.openTime[0]).toBe(START);
    const nothing = await pageOf(`from=${START - 9 * HOUR}&to=${START - HOUR}&indicators=rsi`);
    expect(nothing).toMatchObject({ final: null, asOf: null, cursor: null });
    expect(nothing.indicators[0]).toMatchObject({ latest: null, reading: null, series: { value: [] } });
  });

  it("[IND-33] comes as CSV, and is never immutable", async () => {
    const to = BARS.at(-1)?.openTime;
    const response = await wick.fetch(path(`limit=2&to=${to}&indicators=rsi,macd&format=csv`));
    expect(response.headers.get("content-type")).toContain("text/csv");
    expect(response.headers.get("cache-control")).toBe("public, max-age=5");
    const [header, , line] = (await response.text()).split("\r\n");
    expect(header).toBe(
      'openTime,closeTime,final,revision,close,rsi(14),"macd(12,26,9).macd","macd(12,26,9).signal","macd(12,26,9).histogram"',
    );
    const page = await pageOf("limit=2&indicators=rsi,macd");
    expect(line?.split(",").slice(5).map(Number)).toEqual(
      page.indicators.flatMap(({ latest }) => Object.values(latest ?? {})),
    );
  });

  it.each([
    ["indicators=rsi,nope", "indicators.1", "there is no indicator nope"],
    ["indicators=rsi(0)", "indicators.0", "period must be a whole number from 2 to 10000: 0"],
    [
      `indicators=${Array.from({ length: 41 }, (_, i) => `ema(${i + 2})`)}`,
      "indicators",
      "must be at most 40",
    ],
    [
      `limit=10000&indicators=${Array.from({ length: 40 }, (_, i) => `donchian(${i + 2})`)}`,
      "limit",
      "must be at most 4166 for so many indicators",
    ],
  ])("[REST-3] refuses a query with the path of what is wrong: %#", async (query, at, message) => {
    const response = await wick.fetch(path(query));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: "invalid_input",
      errors: [{ path: at, message }],
    });
  });

  it("[REST-20] counts long pages as costly, and what a chart asks for not", async () => {
    // One unit a minute.
    const env = { ...wick.env, RATE_LIMIT_PER_MINUTE: "20" };
    const ask = async (query: string) => {
      const ctx = createExecutionContext();
      const response = await worker.fetch(new Request(`https://wick.test${path(query)}`) as never, env, ctx);
      await waitOnExecutionContext(ctx);
      return response;
    };
    for (const query of ["limit=500", "limit=499", "limit=498", "limit=3000&indicators=rsi"]) {
      expect((await ask(query)).status).toBe(200);
    }
    const heavy = `limit=10000&indicators=${Array.from({ length: 15 }, (_, i) => `t3(${i + 90})`)}`;
    const refused = await ask(heavy);
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ code: "rate_limited" });
  });

  it("[REST-20] refuses what would keep the isolate from others for longer than five seconds", async () => {
    const windows = Array.from({ length: 12 }, (_, i) => `cci(${i + 9_980})`);
    const response = await wick.fetch(path(`limit=10000&indicators=${windows}`));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "invalid_input", errors: [{ path: "limit" }] });
  });

  it("[IND-30] the catalog tells every indicator", async () => {
    const response = await wick.fetch("/api/analysis/indicators");
    const catalog = IndicatorCatalogSchema.parse(await response.json());
    expect(catalog.indicators.map(({ id }) => id)).toEqual(CATALOG.map(({ id }) => id));
    expect(catalog.core).toEqual(chosenCore().map(({ key }) => key));
    expect(catalog.indicators.find(({ id }) => id === "macd")).toMatchObject({
      parameters: [
        { name: "fast", default: 12, min: 2, integer: true },
        { name: "slow", default: 26 },
        { name: "signal", default: 9 },
      ],
      ...{ warmUp: 34, pane: "own", source: "own" },
    });
  });
});
