import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import {
  FORECAST_TIMEFRAMES,
  type ForecastTimeframe,
  MODEL_TIMEFRAMES,
} from "../market/forecast/horizons.ts";
import { klineFiles } from "./features/kline-files.ts";
import type { ExportDone, ExportTask } from "./forecast/export-task.ts";

const USAGE = `npm run forecast:export -- --data FILE_OR_FOLDER --out DIR [--timeframe ${MODEL_TIMEFRAMES.join(",")}] [--symbols A,B]
Writes what models are trained on, a Parquet file a series: OUT/SYMBOL_TIMEFRAME.parquet.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: "string" },
      out: { type: "string" },
      timeframe: { type: "string", default: MODEL_TIMEFRAMES.join(",") },
      symbols: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const { data, out } = values;
  if (values.help || data === undefined || out === undefined) {
    console.log(USAGE);
    if (!values.help) process.exitCode = 1;
    return;
  }
  const timeframes = values.timeframe.split(",").map((text) => timeframeOf(text.trim()));
  const symbols = values.symbols?.split(",").map((text) => text.trim().toUpperCase());
  const tasks = await tasksOf(data, out, timeframes, symbols);
  if (tasks.length === 0)
    throw new Error(`There is nothing of ${timeframes.join(", ")} to export in ${data}.`);
  await mkdir(out, { recursive: true });
  const start = performance.now();
  const rows = await exportAll(tasks);
  console.log(`${tasks.length} files, ${rows} rows, ${seconds(performance.now() - start)}`);
}

function timeframeOf(text: string): ForecastTimeframe {
  const timeframe = FORECAST_TIMEFRAMES.find((one) => one === text);
  if (timeframe === undefined) throw new Error(`There is no timeframe ${text}.\n${USAGE}`);
  return timeframe;
}

async function tasksOf(
  data: string,
  out: string,
  timeframes: readonly ForecastTimeframe[],
  symbols: readonly string[] | undefined,
): Promise<ExportTask[]> {
  const tasks: ExportTask[] = [];
  for (const timeframe of timeframes) {
    for (const [symbol, files] of await klineFiles(data, timeframe)) {
      if (symbols === undefined || symbols.includes(symbol)) tasks.push({ symbol, timeframe, files, out });
    }
  }
  return tasks;
}

/** Hands the tasks out to as many workers as there are processors. @returns rows written. */
async function exportAll(tasks: readonly ExportTask[]): Promise<number> {
  const queue = [...tasks];
  let rows = 0;
  const runWorker = async () => {
    const worker = new Worker(new URL("./forecast/export-worker.ts", import.meta.url));
    try {
      for (let task = queue.shift(); task !== undefined; task = queue.shift()) {
        const done = await answerOf(worker, task);
        rows += done.rows;
        const mebibytes = (done.bytes / 1_048_576).toFixed(1);
        console.log(`${done.path}: ${done.rows} rows, ${mebibytes} MiB, ${seconds(done.ms)}`);
      }
    } finally {
      await worker.terminate();
    }
  };
  const count = Math.min(availableParallelism(), tasks.length);
  await Promise.all(Array.from({ length: count }, runWorker));
  return rows;
}

/** What the worker answers to a task. @throws what it failed with. */
async function answerOf(worker: Worker, task: ExportTask): Promise<ExportDone> {
  worker.postMessage(task);
  // `once` of events rejects with an error that the worker ends with, and leaves no listener behind.
  const [done]: ExportDone[] = await once(worker, "message");
  if (done === undefined) throw new Error(`${task.symbol} ${task.timeframe}: no answer`);
  return done;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
