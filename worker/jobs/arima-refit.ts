import { fitArima } from "../../market/forecast/arima/fit-arima.ts";
import { ARIMA_WINDOW } from "../../market/forecast/arima/log-closes.ts";
import { isUnfit } from "../../market/forecast/arima/unfit.ts";
import { FORECAST_TIMEFRAMES } from "../../market/forecast/horizons.ts";
import { readArima, storeArima } from "../../platform/d1/forecast-arima.ts";
import { seriesKey } from "../../platform/d1/forecast-log.ts";
import { errorText } from "../../platform/telemetry/log.ts";
import type { StoredFit } from "../forecasts/arima-answer.ts";
import { inTurn } from "./in-turn.ts";
import type { Job } from "./job.ts";

/** Fits a run: two seconds of computing, as a rule. */
const MOST = 20;
const EVERY_MS = 1_800_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Fits `arima` anew to each series once a day; between, its state is filtered bar by bar. */
export const arimaRefitJob: Job = {
  id: "arima-refit",
  description: "Fits arima to every symbol and timeframe once a day, a few series at a time",
  cron: "4,34 * * * *",
  timeoutMs: 60_000,
  async run({ db, history, symbols, now }) {
    const series = (await symbols()).flatMap((row) =>
      FORECAST_TIMEFRAMES.map((timeframe) => ({ row, timeframe })),
    );
    const known = await readArima<StoredFit>(
      db,
      series.map(({ row, timeframe }) => [row.symbol, timeframe] as const),
    );
    const waiting = series.filter(({ row, timeframe }) => {
      const last = known.get(seriesKey(row.symbol, timeframe));
      // A young series grows, or is filled in, before the day is over.
      return now() - (last?.fittedAt ?? 0) >= (last !== undefined && isUnfit(last.fitted) ? HOUR_MS : DAY_MS);
    });
    const due = inTurn(waiting, now(), EVERY_MS, MOST);
    const failures: string[] = [];
    let rows = 0;
    for (const { row, timeframe } of due) {
      try {
        const { bars } = await history.page(row.symbol, row.feed, { timeframe, limit: ARIMA_WINDOW });
        const last = bars.at(-1);
        const fitted: StoredFit = fitArima(bars.map(({ close }) => Number(close)));
        const fit = { throughOpen: last?.openTime ?? 0, fittedAt: now(), fitted };
        await storeArima(db, row.symbol, timeframe, fit);
        rows += 1;
      } catch (error) {
        failures.push(`${row.symbol} ${timeframe}: ${errorText(error)}`);
      }
    }
    if (failures.length > 0) throw new Error(failures.join("; "));
    return { rows };
  },
};
