import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ForecastListSchema, type ForecastView } from "../../contract/rest/forecasts.ts";
import { DIRECTION_HORIZON, MODEL_TIMEFRAMES, type ModelTimeframe } from "../../market/forecast/horizons.ts";
import { MODEL_IDS, type ModelId } from "../../market/forecast/model-id.ts";
import { ROOT } from "../../scripts/app/root.ts";
import { AppProcess } from "../support/app-process.ts";
import { DATA } from "../support/recorded-data.ts";
import { RecordedExchange } from "../support/recorded-exchange.ts";
import { readOhlcv } from "../support/recorded-series.ts";
import { until } from "../support/until.ts";

const SYMBOLS = ["BTCUSDT", "SOLUSDT"];
/** The app fits `arima` when its job's turn comes, the command to what was known at the day's beginning. */
const ASKED = MODEL_IDS.filter((model) => model !== "arima");
const LEVELS = ["025", "10", "50", "90", "975"] as const;
const run = promisify(execFile);

type Row = Readonly<Record<string, unknown>>;

/** Real klines, moved to now, forecast by the app with the project's models, and again from the bars that it tells. */
describe.runIf(DATA !== undefined)("forecasts of a file and of the app", () => {
  let exchange: RecordedExchange;
  let app: AppProcess;
  let folder: string;

  beforeAll(async () => {
    const series = SYMBOLS.flatMap((symbol) => MODEL_TIMEFRAMES.map((timeframe) => ({ symbol, timeframe })));
    exchange = await RecordedExchange.start(series, Date.now());
    app = await AppProcess.start({ symbols: SYMBOLS, exchange, env: { MARKET_SOURCES: "" } });
    folder = await mkdtemp(join(tmpdir(), "wick-equal-"));
  }, 90_000);

  afterAll(async () => {
    await app?.stop();
    await exchange?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function served(model: ModelId, timeframe: ModelTimeframe): Promise<readonly ForecastView[]> {
    const response = await fetch(`${app.url}/api/forecasts?model=${model}&timeframe=${timeframe}`);
    return response.ok ? ForecastListSchema.parse(await response.json()).forecasts : [];
  }

  it.each(MODEL_TIMEFRAMES)(
    "[FC-70] wick forecast says of the bars of %s what GET /api/forecasts says, number by number",
    async (timeframe) => {
      await until(
        "every coin to be forecast",
        async () => (await served("ml_ensemble", timeframe)).length === SYMBOLS.length,
        60_000,
      );
      const all = new Map<ModelId, readonly ForecastView[]>();
      for (const model of ASKED) all.set(model, await served(model, timeframe));
      for (const { symbol, openTime } of all.get("ml_ensemble") ?? []) {
        const range = `timeframe=${timeframe}&from=0&to=${openTime}&format=csv`;
        const bars = await (await readOhlcv(app.url, symbol, range)).text();
        await writeFile(join(folder, `${symbol}_${timeframe}.csv`), bars);
      }
      const out = join(folder, `${timeframe}.ndjson`);
      const words = ["forecast", "--data", folder, "--timeframe", timeframe, "--all", "--out", out];
      await run(process.execPath, ["scripts/wick.ts", ...words], { cwd: ROOT });
      const told = (await readFile(out, "utf8"))
        .trim()
        .split("\n")
        .map((line): Row => JSON.parse(line));

      for (const model of ASKED) {
        const forecasts = all.get(model) ?? [];
        expect(forecasts.map(({ symbol }) => symbol)).toEqual(SYMBOLS);
        // The project's own models answer for themselves, of bars that none of them has seen.
        for (const { servedBy, inSample } of forecasts) expect([servedBy, inSample]).toEqual([model, false]);
        expect(told.filter(({ requested }) => requested === model)).toEqual(forecasts.flatMap(rowsOf));
      }
    },
    120_000,
  );
});

/** A served forecast as the command writes it, a row a horizon. */
function rowsOf(forecast: ForecastView): Row[] {
  const { symbol, timeframe, requested, servedBy, fallbackReason, fallbackDetail, version } = forecast;
  const { openTime, issuedAt, close, probabilities, call, members } = forecast;
  const missing = members?.missing.map(({ model, reason }) => `${model}: ${reason}`) ?? [];
  return forecast.horizons.map((one) => {
    const isCalled = one.horizon === DIRECTION_HORIZON;
    const chances = isCalled ? probabilities : null;
    return {
      ...{ symbol, timeframe, requested, servedBy, fallbackReason, fallbackDetail, version },
      ...{ openTime, issuedAt, close, horizon: one.horizon, targetTime: one.targetTime },
      ...Object.fromEntries(LEVELS.map((level, at) => [`q${level}`, one.quantiles?.[at] ?? null])),
      ...Object.fromEntries(LEVELS.map((level, at) => [`price${level}`, one.prices?.[at] ?? null])),
      ...{ variance: one.variance, volatility: one.volatility },
      ...{ pDown: chances?.[0] ?? null, pNeutral: chances?.[1] ?? null, pUp: chances?.[2] ?? null },
      class: isCalled ? (call?.class ?? null) : null,
      confidence: isCalled ? (call?.confidence ?? null) : null,
      level: isCalled ? (call?.level ?? null) : null,
      missingMembers: missing.length === 0 ? null : missing.join("; "),
    };
  });
}
