import { MODEL_TIMEFRAMES } from "../../market/forecast/horizons.ts";
import { LEAST_NAIVE_RETURNS } from "../../market/forecast/naive.ts";
import { newestBars, newestLogged, seriesKey, withBars } from "../../platform/d1/forecast-log.ts";
import { forecastPorts } from "../forecasts/forecast-ports.ts";
import { issueForecasts } from "../forecasts/issue.ts";
import { tellForecasts } from "../forecasts/tell.ts";
import type { Job } from "./job.ts";

/** Symbols of one batch: their bars are in memory together. */
const SYMBOLS_AT_ONCE = 25;

/**
 * Forecasts every bar of 1h, 12h and 1d that has become final, as soon as it is stored: all coins of a timeframe in one
 * batch. Of a time when nobody forecast, nothing is made up later: only the newest bar is forecast.
 */
export const forecastsJob: Job = {
  id: "forecasts",
  description: "Forecasts new final bars of 1h, 12h and 1d with every model, and logs that",
  cron: "0-2,10,30 * * * *",
  timeoutMs: 55_000,
  async run(ports) {
    const symbols = await ports.symbols();
    const series = symbols.flatMap(({ symbol }) =>
      MODEL_TIMEFRAMES.map((timeframe) => [symbol, timeframe] as const),
    );
    const [bars, logged] = await Promise.all([newestBars(ports.db, series), newestLogged(ports.db, series)]);
    const behind = series.filter(([symbol, timeframe]) => {
      const key = seriesKey(symbol, timeframe);
      return (bars.get(key) ?? -1) > (logged.get(key) ?? -1);
    });
    // A young series stays behind for long: what it needs to be forecast at all is asked first.
    const ready = await withBars(ports.db, behind, LEAST_NAIVE_RETURNS + 1);
    let rows = 0;
    const failed: string[] = [];
    for (const timeframe of MODEL_TIMEFRAMES) {
      const due = symbols.filter(({ symbol }) => ready.has(seriesKey(symbol, timeframe)));
      for (let from = 0; from < due.length; from += SYMBOLS_AT_ONCE) {
        const part = due.slice(from, from + SYMBOLS_AT_ONCE);
        const issued = await issueForecasts(forecastPorts(ports), timeframe, part);
        rows += issued.logged.length;
        failed.push(...issued.unavailable.map(({ symbol, detail }) => `${symbol} ${timeframe}: ${detail}`));
      }
    }
    const manifest = (await ports.forecasting?.models.current())?.manifest ?? null;
    const told = await tellForecasts(ports, manifest);
    const words = [`${rows} forecasts`, `${told} told`, ...failed];
    return rows + told + failed.length === 0 ? { rows: 0 } : { rows: rows + told, detail: words.join("; ") };
  },
};
