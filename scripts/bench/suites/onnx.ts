import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModelEntry } from "../../../contract/models.ts";
import { APP_INPUTS } from "../../../platform/onnx/app-inputs.ts";
import { rowsOf } from "../../../platform/onnx/batches.ts";
import type { CreateSession } from "../../../platform/onnx/session.ts";
import { writeFixtureModels } from "../../../tests/support/fixture-models.ts";
import { MODEL_FOLDER, openModelFolder } from "../../models/model-folder.ts";
import { openNodeRuntime } from "../../models/node-runtime.ts";
import { clockMs } from "../clock.ts";
import { type Finding, findingOf, findingWithoutFloor } from "../finding.ts";
import { figures, interleave } from "../interleave.ts";
import { madeUpBatch } from "../onnx/made-up-batch.ts";
import { openNativeRuntime } from "../onnx/native-runtime.ts";
import { scriptHeapBytes } from "../onnx/script-heap.ts";
import type { Scale } from "../scale.ts";
import { median, percentile } from "../statistics.ts";
import { bundleOnnxApp, type OnnxWorker, startOnnxApp } from "../workers/start-onnx.ts";

const MIB = 1_048_576;
const COINS = 8;
const RUNS = 60;
/** Runs that are timed together: one takes less than the request for it, whose jitter would be all that is seen. */
const AT_ONCE = 10;
/** Times that all models are gone through before the heap is looked at. */
const TURNS = 5;

/**
 * The project's models (before they are trained, the small ones of the tests) in workerd, beside the same WebAssembly
 * in Node and beside onnxruntime-node, one thread each; a cold isolate; all coins by all models; the heap after that.
 */
export async function benchOnnx(scale: Scale): Promise<Finding[]> {
  const scratch = await mkdtemp(join(tmpdir(), "wick-bench-onnx-"));
  try {
    const folder = await modelFolder(scratch);
    await bundleOnnxApp();
    const persist = join(scratch, "r2");
    const worker = await startOnnxApp(persist, folder);
    try {
      const { manifest } = await openModelFolder({ folder }).models.current();
      const floors: Floor[] = [
        { name: "onnxruntime-web in Node", createSession: await openNodeRuntime() },
        { name: "onnxruntime-node", createSession: await openNativeRuntime() },
      ];
      const findings: Finding[] = [];
      for (const entry of manifest?.models ?? [])
        findings.push(...(await benchModel(worker, folder, entry, floors, scale)));
      findings.push(await benchAll(worker, manifest?.models.length ?? 0, scale));
      findings.push(await heapAfterAll(worker));
      return [...findings, ...(await benchCold(persist, manifest?.models ?? [], scale))];
    } finally {
      await worker.close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function modelFolder(scratch: string): Promise<string> {
  const named = process.env.WICK_BENCH_MODELS ?? MODEL_FOLDER;
  if (existsSync(join(named, "manifest.json"))) return named;
  console.error("onnx: no trained models; the small ones of the tests are measured.");
  const folder = join(scratch, "models");
  await writeFixtureModels(folder);
  return folder;
}

interface Floor {
  readonly name: string;
  readonly createSession: CreateSession | undefined;
}

interface Times {
  readonly p50: number;
  readonly p99: number;
}

async function benchModel(
  worker: OnnxWorker,
  folder: string,
  entry: ModelEntry,
  floors: readonly Floor[],
  { rounds, work }: Scale,
): Promise<Finding[]> {
  const runs = Math.max(20, Math.round(RUNS * work));
  const file = entry.file.replace(/\.onnx$/, `.${entry.version}.onnx`);
  const run = () => ask(worker, `/run?file=${file}&n=${COINS}&times=${AT_ONCE}`);
  await run();
  const subject = async () => {
    const bare = await medianMs(() => ask(worker, "/nothing"), runs);
    return less(await timesOf(run, runs), bare);
  };
  const name = `${entry.model} ${entry.timeframe}`;
  const findings: Finding[] = [];
  for (const { name: floorName, createSession } of floors) {
    if (createSession === undefined) continue;
    const session = await createSession(new Uint8Array(await readFile(join(folder, entry.file))));
    const inputs = rowsOf(madeUpBatch(COINS, entry.coins), entry, APP_INPUTS, 0, COINS);
    const tenRuns = async () => {
      for (let i = 0; i < AT_ONCE; i++) await session.run(inputs);
    };
    const floor = async () => less(await timesOf(tenRuns, runs), 0);
    await floor();
    const measured = await interleave(rounds, subject, floor);
    await session.release();
    const about = { benchmark: "onnx", unit: "ms", floorName, target: null };
    findings.push(
      findingOf(
        { ...about, what: `${name}, ${COINS} coins, p50` },
        figures(measured, ({ p50 }) => p50),
      ),
      findingOf(
        { ...about, what: `${name}, ${COINS} coins, p99` },
        figures(measured, ({ p99 }) => p99),
      ),
    );
  }
  return findings;
}

/** Every model, with its sessions as warm as the budget leaves them. */
async function benchAll(worker: OnnxWorker, models: number, { rounds }: Scale): Promise<Finding> {
  await ask(worker, `/all?n=${COINS}`);
  const took: number[] = [];
  for (let i = 0; i < rounds * 3; i++) took.push(await msOf(() => ask(worker, `/all?n=${COINS}`)));
  const what = `${COINS} coins by all ${models} models, warm`;
  return findingWithoutFloor(
    { benchmark: "onnx", what, unit: "ms", target: { op: "<=", value: 250 } },
    median(took),
  );
}

async function heapAfterAll(worker: OnnxWorker): Promise<Finding> {
  for (let i = 0; i < TURNS; i++) await ask(worker, `/all?n=${COINS}`);
  const state = (await (await fetch(`${worker.url}/state`)).json()) as {
    readonly runtimeBytes: number;
    readonly sessions: number;
  };
  const script = await scriptHeapBytes(worker.inspectorUrl);
  const parts = `${(state.runtimeBytes / MIB).toFixed(0)} of it the runtime's, ${state.sessions} sessions`;
  return findingWithoutFloor(
    {
      benchmark: "onnx",
      what: `heap after all models in turn (${parts})`,
      unit: "MiB",
      target: { op: "<=", value: 80 },
    },
    (state.runtimeBytes + script) / MIB,
  );
}

/** The first answer of a fresh isolate: manifest and file from R2, the runtime opened, one row; the same again, warm. */
async function benchCold(
  persist: string,
  models: readonly ModelEntry[],
  { rounds }: Scale,
): Promise<Finding[]> {
  // The largest file is the slowest to open.
  const entry = [...models].sort((one, other) => other.bytes - one.bytes)[0];
  if (entry === undefined) return [];
  const path = `/run?n=1&file=${entry.file.replace(/\.onnx$/, `.${entry.version}.onnx`)}`;
  const cold: number[] = [];
  const warm: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const worker = await startOnnxApp(persist);
    try {
      cold.push(await msOf(() => ask(worker, path)));
      warm.push(await medianMs(() => ask(worker, path), 10));
    } finally {
      await worker.close();
    }
  }
  const about = { benchmark: "onnx", unit: "ms" };
  const what = `${entry.model} ${entry.timeframe}, first forecast`;
  return [
    findingWithoutFloor(
      { ...about, what: `${what} of a cold isolate`, target: { op: "<=", value: 1_000 } },
      median(cold),
    ),
    findingWithoutFloor({ ...about, what: `${what}, asked again`, target: null }, median(warm)),
  ];
}

async function ask({ url }: OnnxWorker, path: string): Promise<void> {
  const response = await fetch(url + path);
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
}

async function msOf(act: () => Promise<unknown>): Promise<number> {
  const start = clockMs();
  await act();
  return clockMs() - start;
}

async function timesOf(act: () => Promise<unknown>, runs: number): Promise<Times> {
  const times = new Float64Array(runs);
  for (let i = 0; i < runs; i++) {
    // A runtime in Node waits for nothing: without a turn of the loop, sockets that idled too long would go unnoticed.
    await new Promise((resolve) => setImmediate(resolve));
    times[i] = await msOf(act);
  }
  times.sort();
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

async function medianMs(act: () => Promise<unknown>, runs: number): Promise<number> {
  return (await timesOf(act, runs)).p50;
}

/** Of one run, without the request that they are asked for with. */
function less({ p50, p99 }: Times, ms: number): Times {
  return { p50: Math.max(0, p50 - ms) / AT_ONCE, p99: Math.max(0, p99 - ms) / AT_ONCE };
}
