import { MODEL_TIMEFRAMES } from "../../market/forecast/horizons.ts";
import { LEAST_NAIVE_RETURNS } from "../../market/forecast/naive.ts";
import { TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import { newestBars, newestLogged, seriesKey, withBars } from "../../platform/d1/forecast-log.ts";
import type { JobPorts } from "../jobs/job.ts";
import type { Look } from "./component.ts";

/** So many bars behind the newest stored one, and nobody forecasts any more. */
const BEHIND_BARS = 2;

/** Whether every series that can be forecast is: the log follows the stored bars. */
export async function lookAtForecasts({ db, symbols }: Pick<JobPorts, "db" | "symbols">): Promise<Look> {
  const series = (await symbols()).flatMap(({ symbol }) =>
    MODEL_TIMEFRAMES.map((timeframe) => [symbol, timeframe] as const),
  );
  const [bars, logged] = await Promise.all([newestBars(db, series), newestLogged(db, series)]);
  const behind = series.filter(([symbol, timeframe]) => {
    const key = seriesKey(symbol, timeframe);
    const lag = (bars.get(key) ?? 0) - (logged.get(key) ?? 0);
    return lag >= BEHIND_BARS * TIMEFRAME_MS[timeframe];
  });
  // Young series are too short to be forecast: that is no trouble.
  const late = await withBars(db, behind, LEAST_NAIVE_RETURNS + 1 + BEHIND_BARS);
  if (late.size > 0) return { ok: false, detail: `behind: ${[...late].join(", ")}` };
  return { ok: true, detail: `${logged.size} series are forecast` };
}
