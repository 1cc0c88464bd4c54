import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parentPort } from "node:worker_threads";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import { readKlines } from "../features/kline-files.ts";
import type { ExportDone, ExportTask } from "./export-task.ts";
import { forecastFile } from "./forecast-file.ts";

/** One series after another, each into its file, as the main thread hands them out. */
parentPort?.on("message", async (task: ExportTask) => {
  const start = performance.now();
  const bars = (await readKlines(task.files)).map(priceBarOf);
  const file = forecastFile(task.symbol, task.timeframe, bars);
  const path = join(task.out, `${task.symbol}_${task.timeframe}.parquet`);
  await writeFile(path, file);
  const done: ExportDone = { path, rows: bars.length, bytes: file.length, ms: performance.now() - start };
  parentPort?.postMessage(done);
});
