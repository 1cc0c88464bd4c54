import { MODEL_TIMEFRAMES } from "../../market/forecast/horizons.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import { isTimeframe, TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import { newestBars, seriesKey } from "../../platform/d1/forecast-log.ts";
import { type DueForecast, dueForecasts, readRecord, storeStep } from "../../platform/d1/forecast-record.ts";
import { readHotWindow } from "../../platform/d1/hot-window.ts";
import { errorText } from "../../platform/telemetry/log.ts";
import { dayOfIssue, settle } from "../forecasts/settle.ts";
import { tellForecasts } from "../forecasts/tell.ts";
import type { Job, JobPorts } from "./job.ts";

/** Forecasts a run. */
const MOST = 2_000;
/** Bars of a series that are read at once: of more, the next run does the rest. */
const BARS = 5_000;
const KEPT_DAYS_MS = 40 * 86_400_000;

/**
 * Scores forecasts whose bars have come, each horizon exactly once: what is learned of it is written in the batch that
 * marks it as settled, and refused where another run has done that.
 */
export const forecastScoresJob: Job = {
  id: "forecast-scores",
  description: "Scores forecasts whose time has come, and learns from them",
  cron: "1-59/10 * * * *",
  timeoutMs: 55_000,
  async run(ports) {
    const symbols = (await ports.symbols()).map(({ symbol }) => symbol);
    const names = symbols.flatMap((symbol) =>
      MODEL_TIMEFRAMES.map((timeframe) => [symbol, timeframe] as const),
    );
    const newest = await newestBars(ports.db, names);
    const clock = Math.max(0, ...[...newest].map(([key, openTime]) => openTime + lengthOf(key)));
    const series = new Map<string, DueForecast[]>();
    for (const row of await dueForecasts(ports.db, clock, MOST)) {
      const key = seriesKey(row.symbol, row.timeframe);
      // Each series has a clock of its own; one that nobody follows any more stands still.
      if (row.nextDue > (newest.get(key) ?? 0) + TIMEFRAME_MS[row.timeframe]) continue;
      series.set(key, [...(series.get(key) ?? []), row]);
    }
    let rows = 0;
    const failures: string[] = [];
    for (const [key, due] of series) {
      try {
        rows += await settleSeries(ports, due);
      } catch (error) {
        failures.push(`${key}: ${errorText(error)}`);
      }
    }
    const manifest = (await ports.forecasting?.models.current())?.manifest ?? null;
    const told = rows === 0 ? 0 : await tellForecasts(ports, manifest);
    if (failures.length > 0) throw new Error(failures.join("; "));
    return rows === 0 ? { rows: 0 } : { rows, detail: `${rows} forecasts settled, ${told} told` };
  },
};

/** @returns how many forecasts a horizon of was settled. @throws where D1 fails, or another run was faster. */
async function settleSeries({ db }: JobPorts, due: readonly DueForecast[]): Promise<number> {
  const rows = [...due].sort((a, b) => a.openTime - b.openTime);
  const [first] = rows;
  if (first === undefined) return 0;
  const { symbol, timeframe } = first;
  const [{ version, record, days }, { bars }] = await Promise.all([
    readRecord(db, symbol, timeframe, [...new Set(rows.map(dayOfIssue))]),
    readHotWindow(db, symbol, timeframe, first.openTime, { before: 0, bars: BARS }),
  ]);
  const settled = settle(rows, bars.map(priceBarOf), record, days);
  if (settled.rows.length === 0) return 0;
  const last = rows.at(-1) ?? first;
  await storeStep(db, {
    ...{
      symbol,
      timeframe,
      before: version,
      record: settled.record,
      days: settled.days,
      settled: settled.rows,
    },
    keptFrom: dayOfIssue({ timeframe, openTime: last.openTime - KEPT_DAYS_MS }),
  });
  return settled.rows.length;
}

function lengthOf(key: string): number {
  const timeframe = key.split(":")[1] ?? "";
  return isTimeframe(timeframe) ? TIMEFRAME_MS[timeframe] : 0;
}
