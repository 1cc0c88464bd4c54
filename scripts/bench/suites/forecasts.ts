import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MODEL_FOLDER } from "../../models/model-folder.ts";
import { clockMs } from "../clock.ts";
import { type Finding, findingWithoutFloor } from "../finding.ts";
import type { Scale } from "../scale.ts";
import { median } from "../statistics.ts";
import type { RunningWorker } from "../workers/start.ts";
import { bundleForecastApp, seedForecastApp, startForecastApp } from "../workers/start-forecasts.ts";

const COLD = "/api/forecasts?symbols=BTCUSDT&model=lightgbm&timeframe=1h";
const ALL = "/api/forecasts?model=ml_ensemble&timeframe=1h";
const WARM_ASKS = 20;

/**
 * Forecasts of the whole Worker, on 600 bars of eight coins in D1 and the project's models in R2: the first one of a
 * fresh isolate, which has to be made and logged; the same asked again; the job that forecasts all coins in all
 * timeframes, in a fresh isolate and in a warm one.
 */
export async function benchForecasts(scale: Scale): Promise<Finding[]> {
  const scratch = await mkdtemp(join(tmpdir(), "wick-bench-forecasts-"));
  try {
    await bundleForecastApp();
    const persist = join(scratch, "state");
    await seedForecastApp(persist, process.env.WICK_BENCH_MODELS ?? MODEL_FOLDER);
    const [cold, warm, all, job, jobAgain]: number[][] = [[], [], [], [], []];
    for (let i = 0; i < scale.rounds; i++) {
      await fresh(persist, async (worker) => {
        cold?.push(await msOf(() => learned(worker, COLD)));
        for (let k = 0; k < WARM_ASKS; k++) warm?.push(await msOf(() => learned(worker, COLD)));
        await learned(worker, ALL);
        for (let k = 0; k < WARM_ASKS; k++) all?.push(await msOf(() => learned(worker, ALL)));
      });
      await fresh(persist, async (worker) => {
        job?.push(await msOf(() => ask(worker, "/bench/job")));
        for (let k = 0; k < 3; k++) {
          await ask(worker, "/bench/forget");
          jobAgain?.push(await msOf(() => ask(worker, "/bench/job")));
        }
      });
    }
    const figure = (what: string, took: readonly number[] = [], most?: number) =>
      findingWithoutFloor(
        {
          ...{ benchmark: "forecasts", what, unit: "ms" },
          target: most === undefined ? null : { op: "<=", value: most },
        },
        median(took),
      );
    return [
      figure("first forecast of a cold isolate, whole app", cold, 1_000),
      figure("asked again", warm),
      figure("8 coins, asked again", all),
      figure("job: 8 coins, 3 timeframes, cold isolate", job),
      figure("job: the same, warm", jobAgain),
    ];
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function fresh(persist: string, act: (worker: RunningWorker) => Promise<void>): Promise<void> {
  const worker = await startForecastApp(persist);
  try {
    await ask(worker, "/bench/forget");
    await act(worker);
  } finally {
    await worker.close();
  }
}

async function ask({ url }: RunningWorker, path: string): Promise<string> {
  const response = await fetch(url + path);
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
  return text;
}

/** @throws Error where a baseline stood in: that is not what is measured. */
async function learned(worker: RunningWorker, path: string): Promise<void> {
  const text = await ask(worker, path);
  if (!text.includes('"servedBy":"lightgbm"') && !text.includes('"servedBy":"ml_ensemble"'))
    throw new Error(`${path} was answered by another model: ${text.slice(0, 500)}`);
}

async function msOf(act: () => Promise<unknown>): Promise<number> {
  const start = clockMs();
  await act();
  return clockMs() - start;
}
