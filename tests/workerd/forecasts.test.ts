import { beforeAll, describe, expect, it } from "vitest";
import { ForecastModelsSchema } from "../../contract/rest/forecast-models.ts";
import { ForecastHistorySchema, ForecastPerformanceSchema } from "../../contract/rest/forecast-record.ts";
import { FORECAST_DISCLAIMER, ForecastListSchema } from "../../contract/rest/forecasts.ts";
import { ProblemSchema } from "../../contract/rest/problem.ts";
import { naiveOutlook } from "../../market/forecast/naive.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import { upsertBars } from "../../platform/d1/bars.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { FORECAST_ROWS_A_BAR } from "../../scripts/costs/assumptions.ts";
import { isolateOf } from "../../worker/isolate.ts";
import { arimaRefitJob } from "../../worker/jobs/arima-refit.ts";
import { forecastScoresJob } from "../../worker/jobs/forecast-scores.ts";
import { forecastsJob } from "../../worker/jobs/forecasts.ts";
import { jobPorts } from "../../worker/jobs/ports.ts";
import { meterD1 } from "../support/metered-d1.ts";
import { addPushed, openWick, type Wick } from "./wick.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2024, 6, 1);
const BARS = [...walkBars("workerd", "1h", START, 600)];
const SYMBOL = "CASTUSDT";

let wick: Wick;

async function store(from: number, to: number): Promise<void> {
  await upsertBars(
    wick.env.DB,
    BARS.slice(from, to).map((bar) => ({ symbol: SYMBOL, timeframe: "1h", bar })),
  );
}

async function ask(path: string): Promise<unknown> {
  isolateOf(wick.env).pages.clear();
  const response = await wick.fetch(path);
  expect(response.status, await response.clone().text()).toBe(200);
  return await response.json();
}

beforeAll(async () => {
  wick = await openWick();
  await addPushed(wick, SYMBOL);
  await store(0, 530);
});

describe("forecasts", () => {
  it("[FC-94] are logged before they are shown; without models arima, or naive, stands in and says why", async () => {
    const list = ForecastListSchema.parse(await ask(`/api/forecasts?symbols=CAST&horizon=5`));
    expect(list).toMatchObject({ model: "ml_ensemble", timeframe: "1h", horizon: 5, unavailable: [] });
    expect(list.disclaimer).toBe(FORECAST_DISCLAIMER);
    const [one] = list.forecasts;
    expect(one).toMatchObject({
      ...{ symbol: SYMBOL, requested: "ml_ensemble", servedBy: "naive", fallbackReason: "missing" },
      ...{ openTime: BARS[529]?.openTime, issuedAt: (BARS[529]?.openTime ?? 0) + HOUR, final: true },
      ...{ priceSource: "bar", price: Number(BARS[529]?.close), skill: null, backtest: null },
    });
    const naive = naiveOutlook(BARS.slice(0, 530).map(priceBarOf), 529, "1h");
    expect(one?.horizons).toHaveLength(1);
    expect(one?.horizons[0]?.quantiles).toEqual(naive.horizons[1]?.quantiles);
    const logged = await wick.env.DB.prepare("SELECT logged_at FROM forecast_log WHERE symbol = ?")
      .bind(SYMBOL)
      .all();
    expect(logged.results).toEqual([{ logged_at: one?.loggedAt }]);
    // The job finds nothing to do any more.
    expect((await forecastsJob.run(jobPorts(wick.env))).rows).toBe(1);
    expect((await forecastsJob.run(jobPorts(wick.env))).rows).toBe(0);
  });

  it("[FC-95] are scored once when their time has come, and told with their outcome", async () => {
    await store(530, 540);
    expect((await forecastScoresJob.run(jobPorts(wick.env))).rows).toBe(1);
    expect((await forecastScoresJob.run(jobPorts(wick.env))).rows).toBe(0);
    const history = ForecastHistorySchema.parse(
      await ask(`/api/forecasts/history/${SYMBOL}?model=naive&horizon=5`),
    );
    const logReturn = Math.log(Number(BARS[534]?.close) / Number(BARS[529]?.close));
    expect(history.forecasts).toHaveLength(1);
    expect(history.forecasts[0]?.outcome).toMatchObject({ state: "scored", close: Number(BARS[534]?.close) });
    expect(history.forecasts[0]?.outcome.logReturn).toBeCloseTo(logReturn, 12);
    const far = ForecastHistorySchema.parse(
      await ask(`/api/forecasts/history/${SYMBOL}?model=naive&horizon=24`),
    );
    expect(far.forecasts[0]?.outcome.state).toBe("waiting");
    const performance = ForecastPerformanceSchema.parse(
      await ask(`/api/forecasts/performance?symbol=CAST&horizon=5&model=naive`),
    );
    expect(performance.models[0]?.horizons[0]?.live.deployed).toMatchObject({ n: 1, score: null });
    expect(performance.models[0]?.horizons[0]?.live.deployed.hidden).toMatch(/^1 of 100/);
  });

  it("[FC-32] arima answers once it was fitted", async () => {
    await store(540, 541);
    const ports = jobPorts(wick.env);
    for (let runs = 0; runs < 5; runs++)
      await arimaRefitJob.run({ ...ports, now: () => Date.now() + runs * 120_000 });
    await forecastsJob.run(ports);
    const list = ForecastListSchema.parse(await ask(`/api/forecasts?symbols=CAST`));
    expect(list.forecasts[0]).toMatchObject({ servedBy: "arima", openTime: BARS[540]?.openTime });
    expect(list.forecasts[0]?.horizons.map(({ horizon }) => horizon)).toEqual([1, 5, 24]);
  });

  it("[FC-97] other timeframes get baselines, which are not logged", async () => {
    await upsertBars(
      wick.env.DB,
      [...walkBars("workerd4", "4h", START, 300)].map((bar) => ({
        symbol: SYMBOL,
        timeframe: "4h" as const,
        bar,
      })),
    );
    const list = ForecastListSchema.parse(await ask(`/api/forecasts?symbols=CAST&timeframe=4h&model=lstm`));
    expect(list.forecasts[0]).toMatchObject({
      ...{ requested: "lstm", fallbackReason: "unsupported_timeframe", loggedAt: null, live: null },
    });
    const { results } = await wick.env.DB.prepare("SELECT DISTINCT timeframe FROM forecast_log").all();
    expect(results).toEqual([{ timeframe: "1h" }]);
  });

  it("[FC-100] the registry tells that there are no models, and how baselines stand", async () => {
    const models = ForecastModelsSchema.parse(await ask("/api/forecasts/models"));
    expect(models).toMatchObject({ manifest: null, problem: null });
    const of = (model: string) =>
      models.models.find((one) => one.model === model && one.timeframe === "1h")?.state;
    expect([of("naive"), of("lstm"), of("ml_ensemble")]).toEqual(["ok", "missing", "missing"]);
    const coin = models.coins.find((one) => one.symbol === SYMBOL && one.timeframe === "1h");
    expect(coin).toMatchObject({ trained: false, drift: null });
  });

  it("[FC-90] a bar of 1h with its scores and events writes as many rows as docs/costs.md has", async () => {
    const meter = meterD1(wick.env.DB);
    const ports = { ...jobPorts(wick.env), db: meter.db };
    const live = async (from: number, to: number) => {
      for (let i = from; i < to; i++) {
        await store(i, i + 1);
        await forecastsJob.run(ports);
        await forecastScoresJob.run(ports);
      }
    };
    await live(541, 566);
    const before = meter.rowsWritten();
    await live(566, 572);
    const rows = (meter.rowsWritten() - before) / 6;
    expect(rows).toBeGreaterThan(FORECAST_ROWS_A_BAR - 2);
    expect(rows).toBeLessThanOrEqual(FORECAST_ROWS_A_BAR);
  });

  it("[FC-103] what does not exist is refused by name", async () => {
    const refused = async (path: string) => {
      const response = await wick.fetch(path);
      const problem = ProblemSchema.parse(await response.json());
      expect(problem.status).toBe(response.status);
      return problem;
    };
    expect(await refused("/api/forecasts?timeframe=1d&horizon=24")).toMatchObject({
      ...{ status: 400, code: "invalid_input" },
      errors: [{ path: "horizon", message: "one of 1, 5 at 1d" }],
    });
    expect(await refused("/api/forecasts?symbols=NONE")).toMatchObject({
      status: 404,
      code: "unknown_symbol",
    });
    expect(await refused("/api/forecasts?model=oracle")).toMatchObject({ status: 400 });
    expect(await refused(`/api/forecasts/explain/${SYMBOL}?model=naive`)).toMatchObject({ status: 400 });
    expect(await refused(`/api/forecasts/explain/${SYMBOL}`)).toMatchObject({
      status: 503,
      code: "unavailable",
    });
  });
});
