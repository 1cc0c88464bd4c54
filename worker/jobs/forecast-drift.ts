import { MODEL_TIMEFRAMES } from "../../market/forecast/horizons.ts";
import { readDrift, type StoredDrift, storeDrift } from "../../platform/d1/forecast-drift.ts";
import { seriesKey } from "../../platform/d1/forecast-log.ts";
import { errorText } from "../../platform/telemetry/log.ts";
import { measureDrift, type SeriesDrift } from "../forecasts/series-drift.ts";
import { inTurn } from "./in-turn.ts";
import type { Job } from "./job.ts";

/** Series a run: each is a quarter of a second of computing at most. */
const MOST = 4;
const EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Measures each day, and at each new manifest, how far the inputs of models have moved from those of training. */
export const forecastDriftJob: Job = {
  id: "forecast-drift",
  description: "Compares the inputs of trained models with those that they were trained on",
  cron: "33 * * * *",
  timeoutMs: 60_000,
  async run(ports) {
    const manifest = (await ports.forecasting?.models.current())?.manifest ?? null;
    if (manifest === null) return { rows: 0, detail: "no models yet" };
    const known = await readDrift<SeriesDrift>(ports.db);
    const isDue = (key: string) => {
      const last = known.get(key);
      return (
        last === undefined || last.revision !== manifest.revision || ports.now() - last.measuredAt >= DAY_MS
      );
    };
    const waiting = (await ports.symbols())
      .flatMap((row) => MODEL_TIMEFRAMES.map((timeframe) => ({ row, timeframe })))
      .filter(({ row, timeframe }) => isDue(seriesKey(row.symbol, timeframe)));
    const due = inTurn(waiting, ports.now(), EVERY_MS, MOST);
    const measured: StoredDrift<SeriesDrift>[] = [];
    const failures: string[] = [];
    for (const { row, timeframe } of due) {
      const deciles = manifest.timeframes.find((one) => one.timeframe === timeframe)?.featureDeciles;
      if (deciles === undefined) continue;
      const { symbol } = row;
      try {
        const drift = await measureDrift(ports.history, row, timeframe, deciles);
        measured.push({ symbol, timeframe, measuredAt: ports.now(), revision: manifest.revision, drift });
      } catch (error) {
        failures.push(`${symbol} ${timeframe}: ${errorText(error)}`);
      }
    }
    if (measured.length > 0) await storeDrift(ports.db, measured);
    if (failures.length > 0) throw new Error(failures.join("; "));
    const moved = measured.filter(({ drift }) => drift.verdict !== "ok");
    if (moved.length === 0) return { rows: measured.length };
    const words = moved.map(({ symbol, timeframe, drift }) => `${symbol} ${timeframe} ${drift.verdict}`);
    return { rows: measured.length, detail: words.join(", ") };
  },
};
