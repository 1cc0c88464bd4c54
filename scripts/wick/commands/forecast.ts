import { forecastSeries } from "../../../market/forecast/forecast-series.ts";
import { FORECAST_TIMEFRAMES } from "../../../market/forecast/horizons.ts";
import { MODEL_IDS } from "../../../market/forecast/model-id.ts";
import type { Command } from "../command.ts";
import { eachSeries } from "../each-series.ts";
import { DataError } from "../failure.ts";
import { MODEL_FLAGS, modelOf, openArtifacts, timeframeEntry } from "../forecasting/artifacts.ts";
import { SeriesAnswers } from "../forecasting/bar-answers.ts";
import { FORECAST_COLUMNS } from "../forecasting/forecast-columns.ts";
import { OUT_FLAGS, outputOf, writeTables } from "../output.ts";
import { DATA_FLAGS, SYMBOL_FLAG } from "../series-files.ts";
import { type Table, tableOf } from "../table.ts";

const FLAGS = {
  data: DATA_FLAGS.data,
  timeframe: { takes: FORECAST_TIMEFRAMES.join("|"), what: DATA_FLAGS.timeframe.what },
  from: { takes: "TIME", what: "the last bar must not open before this" },
  to: DATA_FLAGS.to,
  ...SYMBOL_FLAG,
  ...MODEL_FLAGS,
  all: { takes: null, what: "every model, in the place of --model" },
  ...OUT_FLAGS,
};

/** `forecast`: what the desk says at the last bar. */
export const forecast: Command<keyof typeof FLAGS> = {
  name: "forecast",
  summary:
    "What the desk forecasts at the last bar: quantiles, prices, volatility, direction; a row a horizon.",
  about: [
    "The engine, the models and the numbers of GET /api/forecasts for the same final bars; without --model the ensemble. Where",
    "the model cannot answer, arima or naive does, and fallbackReason says why. q… are log returns from the close, price… what",
    "they make of it. An app that has scored 100 of its forecasts widens intervals by that record, which a file does not have.",
    "Times stand still here: no bar is too old. Statistics of the past; no investment advice.",
  ],
  flags: FLAGS,
  examples: [
    "--data klines/BTCUSDT_1h.csv.gz --iso",
    "--data klines --timeframe 1h --all --to 2024-01-31 --out forecasts.csv",
  ],
  async run(given, world) {
    const output = outputOf(given, world);
    const asked = given.has("all") ? MODEL_IDS : [modelOf(given) ?? "ml_ensemble"];
    given.choice("timeframe", FORECAST_TIMEFRAMES);
    const artifacts = await openArtifacts(given, world);
    const { manifest } = artifacts;
    const tables = async function* (): AsyncGenerator<Table> {
      for await (const series of eachSeries(given, given.list("symbol"), world)) {
        const { symbol, timeframe, bars } = series;
        if (!FORECAST_TIMEFRAMES.some((one) => one === timeframe)) {
          world.notice(`${symbol} ${timeframe}: forecasts are of ${FORECAST_TIMEFRAMES.join(", ")}.`);
          continue;
        }
        const [answers] = await new SeriesAnswers(series, artifacts, true).at([bars.length - 1]);
        const entry = timeframeEntry(manifest, timeframe);
        const forecasts = forecastSeries({
          ...{ symbol, timeframe, bars, now: null, conformal: {}, drift: {} },
          learned: answers ?? {},
          arima: answers?.arima ?? { reason: "missing", detail: null },
          ensemble:
            manifest === null || entry === null ? null : { weights: entry, revision: manifest.revision },
        });
        if (forecasts === null) throw new DataError(`${symbol} ${timeframe}: too few bars to forecast.`);
        const rows = asked.flatMap((model) =>
          forecasts[model].horizons.map((one) => ({ forecast: forecasts[model], one })),
        );
        yield tableOf(series, FORECAST_COLUMNS, rows);
      }
    };
    await writeTables(tables(), output, world);
  },
};
