import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import type { InferenceFailure, RowOutcome } from "../../contract/inference.ts";
import {
  MODEL_MANIFEST_KEY,
  MODELS_PREFIX,
  type ModelEntry,
  ModelManifestSchema,
} from "../../contract/models.ts";
import { MODEL_TIMEFRAMES } from "../../market/forecast/horizons.ts";
import { LEARNED_MODEL_IDS } from "../../market/forecast/model-id.ts";
import { APP_INPUTS } from "../../platform/onnx/app-inputs.ts";
import { ManifestStore } from "../../platform/onnx/manifest-store.ts";
import { bucketModelFiles } from "../../platform/onnx/model-files.ts";
import { OnnxInference, type OnnxInferenceOptions } from "../../platform/onnx/onnx-inference.ts";
import { sessionBytes } from "../../platform/onnx/session-bytes.ts";
import { openModels } from "../../platform/onnx/worker-models.ts";
import { createSession, runtimeBytes } from "../../platform/onnx/workerd-runtime.ts";
import { sha256Of } from "../../platform/parquet/bytes.ts";
import { type Golden, GoldenSchema, goldenBatch, goldenOutputs } from "../support/golden.ts";
import { fixtureManifest } from "../support/onnx-fixture.ts";
import { type Fixture, fixture, projectFile, projectJson } from "./model-files.ts";

const TOLERANCE = 1e-5;
const LEAST_GOLDEN_ROWS = 50;
const MIB = 1_048_576;

let now = 1_000_000;

beforeEach(async () => {
  const { objects } = await env.COLD.list({ prefix: MODELS_PREFIX });
  await env.COLD.delete(objects.map(({ key }) => key));
});

function inference(options: Partial<OnnxInferenceOptions> = {}): OnnxInference {
  return new OnnxInference({
    files: bucketModelFiles(env.COLD),
    openRuntime: async () => createSession,
    inputs: APP_INPUTS,
    budgetBytes: 40 * MIB,
    rowsAtOnce: 10,
    now: () => now,
    pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
    ...options,
  });
}

async function put({ entry, bytes }: Pick<Fixture, "entry" | "bytes">): Promise<void> {
  await env.COLD.put(MODELS_PREFIX + entry.file, bytes);
}

async function putManifest(models: readonly ModelEntry[], revision = 1): Promise<void> {
  await env.COLD.put(MODEL_MANIFEST_KEY, JSON.stringify(fixtureManifest(models, revision)));
}

/** What a row says, name by name as graphs do. */
function toldBy({ outlook, failure }: RowOutcome, name: string): readonly number[] {
  if (outlook === null) throw new Error(`${failure.reason}: ${failure.detail}`);
  if (name === "probabilities") return outlook.probabilities ?? [];
  return outlook.horizons.flatMap(({ quantiles, variance }) =>
    name === "quantiles" ? (quantiles ?? []) : variance === null ? [] : [variance],
  );
}

/** The largest difference to the golden vectors, over the largest of the output's numbers. */
function distance(outcomes: readonly RowOutcome[], golden: Golden): number {
  const parts = [...goldenOutputs(golden)].map(([name, rows]) => {
    const scale = Math.max(...rows.map((row) => Math.max(...row.map(Math.abs))));
    const differences = rows.map((row, i) => {
      const told = outcomes[i] === undefined ? [] : toldBy(outcomes[i], name);
      if (told.length !== row.length) return Number.POSITIVE_INFINITY;
      return Math.max(...row.map((value, k) => Math.abs((told[k] ?? Number.NaN) - value)));
    });
    return Math.max(...differences) / scale;
  });
  return Math.max(...parts);
}

function failures(outcomes: readonly RowOutcome[]): (InferenceFailure["reason"] | null)[] {
  return [...new Set(outcomes.map(({ failure }) => failure?.reason ?? null))];
}

it("[FC-60] opening and running a model waits for nothing: no other request's turn comes in between", async () => {
  // The first of this file: it opens the runtime, too.
  expect(runtimeBytes()).toBe(0);
  const { bytes, golden, entry } = await fixture("lstm");
  const { n, features, bars } = goldenBatch(golden, entry);
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const session = await createSession(bytes);
  await session.run({ n, features, bars, coin: new BigInt64Array(n) });
  await session.release();
  expect(turns).toBe(0);
  // They would have come: one does as soon as we wait.
  while (turns === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  clearInterval(timer);
  expect(runtimeBytes()).toBeGreaterThan(0);
});

it("[FC-60] trees, a recurrent network and a classifier say in workerd what the native runtime says", async () => {
  const models = inference();
  for (const name of ["lightgbm", "lstm", "xgboost"] as const) {
    const made = await fixture(name);
    await put(made);
    const outcomes = await models.run(made.entry, goldenBatch(made.golden, made.entry));
    expect(outcomes).toHaveLength(made.golden.n);
    expect(distance(outcomes, made.golden), name).toBeLessThan(TOLERANCE);
  }
  expect(models.sessions()).toMatchObject({ sessions: 3, evictions: 0 });
  expect(models.status().get("lstm-1h.onnx")).toMatchObject({ failure: null, retryAt: null });
});

it("[FC-64] the session used least recently makes room, comes back, and says the same", async () => {
  const made = await Promise.all((["lightgbm", "lstm", "xgboost"] as const).map((name) => fixture(name)));
  const sizes = made.map(({ entry }) => sessionBytes(entry));
  const budgetBytes = sizes.reduce((sum, size) => sum + size, 0) - 1;
  const models = inference({ budgetBytes });
  for (const one of made) await put(one);
  for (const one of [...made, ...made]) {
    const outcomes = await models.run(one.entry, goldenBatch(one.golden, one.entry));
    expect(distance(outcomes, one.golden)).toBeLessThan(TOLERANCE);
    expect(models.sessions().bytes).toBeLessThanOrEqual(budgetBytes);
  }
  expect(models.sessions()).toMatchObject({ sessions: 2, evictions: 4 });
});

it("[FC-64] asked all at once and too large for the budget together, all models answer rightly", async () => {
  const made = await Promise.all((["lightgbm", "lstm", "xgboost"] as const).map((name) => fixture(name)));
  for (const one of made) await put(one);
  const models = inference({
    budgetBytes: Math.max(...made.map(({ entry }) => sessionBytes(entry))),
    rowsAtOnce: 7,
  });
  const asked = [...made, ...made];
  const answers = await Promise.all(
    asked.map(({ entry, golden }) => models.run(entry, goldenBatch(golden, entry))),
  );
  const told = answers.map((outcomes, i) => distance(outcomes, asked[i]?.golden as Golden));
  expect(Math.max(...told)).toBeLessThan(TOLERANCE);
  expect(models.sessions().sessions).toBe(1);
});

it("[FC-62] a file that is missing, false, cut or no model says which, and costs itself alone", async () => {
  const [good, trees] = await Promise.all([fixture("xgboost"), fixture("lightgbm")]);
  const heard: string[] = [];
  const models = inference({ onFailure: (_, failure) => heard.push(failure.reason) });
  await put(good);
  const ask = async (entry: ModelEntry) => await models.run(entry, goldenBatch(trees.golden, entry));

  expect(failures(await ask(trees.entry))).toEqual(["missing"]);

  const falsified = trees.bytes.slice();
  falsified[9_000] = (falsified[9_000] ?? 0) ^ 1;
  await put({ entry: trees.entry, bytes: falsified });
  // Until a minute is over it is not even looked at.
  expect(failures(await ask(trees.entry))).toEqual(["missing"]);
  now += 60_000;
  const [mismatch] = await ask(trees.entry);
  expect(mismatch?.failure).toMatchObject({ reason: "hash_mismatch" });
  expect(mismatch?.failure?.detail).toContain("SHA-256");
  now += 60_000;
  await put({ entry: trees.entry, bytes: trees.bytes.slice(0, 9_000) });
  expect((await ask(trees.entry))[0]?.failure).toEqual({
    reason: "hash_mismatch",
    detail: `lightgbm-1h.onnx has 9000 bytes, not ${trees.bytes.length}`,
  });

  // The manifest itself names what is no model.
  const cut = trees.bytes.slice(0, 9_000);
  const entry = { ...trees.entry, bytes: cut.length, sha256: await sha256Of(cut) };
  expect((await ask(entry))[0]?.failure).toMatchObject({
    reason: "failed",
    detail: expect.stringContaining("lightgbm-1h.onnx cannot be opened"),
  });

  const answers = await models.run(good.entry, goldenBatch(good.golden, good.entry));
  expect(distance(answers, good.golden)).toBeLessThan(TOLERANCE);
  now += 60_000;
  await put(trees);
  expect(distance(await ask(trees.entry), trees.golden)).toBeLessThan(TOLERANCE);
  expect(heard).toEqual(["missing", "hash_mismatch", "hash_mismatch", "failed"]);
});

it("[FC-61] a model of other inputs is not fed, and says what differs", async () => {
  const { entry, golden, bytes } = await fixture("lightgbm");
  await put({ entry, bytes });
  const models = inference();
  const batch = goldenBatch(golden, entry);
  const detail = async (part: Partial<ModelEntry>) => {
    now += 60_000;
    const [row] = await models.run({ ...entry, ...part }, batch);
    expect(row?.failure?.reason).toBe("failed");
    return row?.failure?.detail;
  };
  const features = [...entry.features].reverse();
  expect(await detail({ inputVersion: 999 })).toContain("inputs of version 999");
  expect(await detail({ features })).toContain(`feature 1 as "${features[0]}"`);
  expect(await detail({ features: [...entry.features, "more"] })).toContain(
    `${entry.features.length + 1} features`,
  );
  expect(await detail({ window: 256 })).toContain("256 and 64 bars back");
  expect(await detail({ horizons: [1, 5] })).toContain("1, 5 bars ahead");
  now += 60_000;
  expect(failures(await models.run(entry, batch))).toEqual([null]);
});

it("[FC-63] a row that a model has no number for fails alone", async () => {
  const { entry, golden, bytes } = await fixture("nan");
  await put({ entry, bytes });
  const batch = goldenBatch(golden, entry);
  batch.features[entry.features.length * 2] = 4;
  const outcomes = await inference().run(entry, batch);
  const failed = outcomes.flatMap(({ failure }, row) => (failure === null ? [] : [row]));
  expect(failed).toEqual([2]);
  expect(outcomes[2]?.failure).toEqual({ reason: "failed", detail: "quantiles over 1 bars are not finite" });
});

it("[FC-65] [FC-66] a new manifest goes live within a minute, a bad one leaves the old, and says so", async () => {
  const { entry } = await fixture("lightgbm");
  const problems: string[] = [];
  const store = new ManifestStore({
    bucket: env.COLD,
    now: () => now,
    onProblem: (problem) => problems.push(problem),
  });
  expect(await store.current()).toMatchObject({ manifest: null, etag: null, problem: null });

  await putManifest([entry]);
  expect((await store.current()).manifest).toBeNull();
  now += 60_000;
  const first = await store.current();
  expect(first).toMatchObject({ manifest: { revision: 1 }, problem: null });

  for (const bad of ["{", '{"format":1}', JSON.stringify(fixtureManifest([entry, entry], 2))]) {
    await env.COLD.put(MODEL_MANIFEST_KEY, bad);
    now += 60_000;
    expect((await store.current()).manifest).toEqual(first.manifest);
    // It is still the newest a minute later, and still bad; nobody needs to hear it again.
    now += 60_000;
    expect(await store.current()).toMatchObject({
      etag: first.etag,
      problem: expect.stringContaining("is not used"),
    });
  }
  expect(problems).toHaveLength(3);

  await putManifest([entry], 3);
  now += 60_000;
  expect(await store.current()).toMatchObject({ manifest: { revision: 3 }, problem: null });
  now += 60_000;
  expect(await store.current()).toMatchObject({ manifest: { revision: 3 }, problem: null });
  await env.COLD.delete(MODEL_MANIFEST_KEY);
  now += 60_000;
  expect(await store.current()).toMatchObject({ manifest: null, etag: null, problem: null });
});

it("[FC-66] a retrained model under the same name answers with the new numbers, without a restart", async () => {
  const [trees, network] = await Promise.all([fixture("lightgbm", "lstm"), fixture("lstm")]);
  const { models, inference: runner } = openModels(env.COLD, () => now);
  const publish = async ({ entry, bytes }: Fixture, revision: number) => {
    await put({ entry: { ...entry, file: "lstm-1h.onnx" }, bytes });
    await putManifest([{ ...entry, file: "lstm-1h.onnx" }], revision);
  };
  for (const [revision, one] of [trees, network].entries()) {
    await publish(one, revision + 1);
    now += 60_000;
    const entry = (await models.current()).manifest?.models[0];
    if (entry === undefined) throw new Error("no model");
    expect(distance(await runner.run(entry, goldenBatch(one.golden, entry)), one.golden)).toBeLessThan(
      TOLERANCE,
    );
    expect(runner.status().get("lstm-1h.onnx")?.version).toBe(one.entry.version);
  }
});

it("[FC-60] every file of a model is in the manifest, and every model of the manifest is there with golden vectors", async () => {
  const { models } = ModelManifestSchema.parse(await projectJson("models/manifest.json"));
  const names = (files: unknown, ending: string) =>
    (files as string[]).filter((name) => name.endsWith(ending)).sort();
  const wanted = MODEL_TIMEFRAMES.flatMap((timeframe) =>
    LEARNED_MODEL_IDS.map((model) => `${model}-${timeframe}.onnx`),
  ).sort();
  expect(models.map(({ file }) => file).sort()).toEqual(wanted);
  expect(names(await projectJson("models"), ".onnx")).toEqual(wanted);
  expect(names(await projectJson("models/golden"), ".json")).toEqual(
    wanted.map((name) => name.replace(/onnx$/, "json")),
  );
});

it.each(MODEL_TIMEFRAMES)(
  "[FC-60] every model of %s says in workerd what its native library says of the golden vectors",
  async (timeframe) => {
    const manifest = ModelManifestSchema.parse(await projectJson("models/manifest.json"));
    const entries = manifest.models.filter((entry) => entry.timeframe === timeframe);
    expect(entries).toHaveLength(LEARNED_MODEL_IDS.length);
    const models = inference({ rowsAtOnce: 64 });
    for (const entry of entries) {
      const bytes = await projectFile(`models/${entry.file}`);
      if (bytes !== undefined) await put({ entry, bytes });
      const name = entry.file.replace(/onnx$/, "json");
      const committed = await projectJson(`models/golden/${name}`);
      // Where models were trained, a thousand real rows and every threshold besides.
      const whole = await projectJson(`.train/golden/${name}`);
      for (const vectors of whole === undefined ? [committed] : [committed, whole]) {
        const golden = GoldenSchema.parse(vectors);
        expect(golden.n, entry.file).toBeGreaterThanOrEqual(LEAST_GOLDEN_ROWS);
        // What it does not name it cannot be wrong of.
        expect(Object.keys(golden.outputs).sort(), entry.file).toEqual(
          entry.model === "xgboost" ? ["probabilities"] : ["quantiles", "variance"],
        );
        const outcomes = await models.run(entry, goldenBatch(golden, entry));
        expect(distance(outcomes, golden), entry.file).toBeLessThan(TOLERANCE);
      }
    }
  },
);
