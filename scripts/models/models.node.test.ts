import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseManifest } from "../../platform/onnx/parse-manifest.ts";
import { FIXTURE_MODELS, writeFixtureModels } from "../../tests/support/fixture-models.ts";
import { GoldenSchema, goldenBatch, goldenOutputs } from "../../tests/support/golden.ts";
import { openMemoryBucket } from "../../tests/support/memory-bucket.ts";
import { openModelFolder } from "./model-folder.ts";
import { seedModels } from "./seed-models.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wick-models-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const writeModels = (revision: number, change?: (bytes: Buffer) => Buffer) =>
  writeFixtureModels(folder, revision, change);

function bucketThatTells() {
  const memory = openMemoryBucket();
  const puts: string[] = [];
  memory.fail((operation, key) => {
    if (operation === "put") puts.push(key.replace(/\.[0-9a-f]{12}\./, ".VERSION."));
    return undefined;
  });
  return { memory, bucket: memory.bucket, puts };
}

const ALL = [
  "models/lightgbm-1h.VERSION.onnx",
  "models/lstm-1h.VERSION.onnx",
  "models/xgboost-1h.VERSION.onnx",
  "models/manifest.json",
];

test("[FC-67] models are put in place once, what changed alone, the manifest last", async () => {
  const { bucket, puts, memory } = bucketThatTells();
  expect(await seedModels(bucket, folder)).toBe(0);
  await writeModels(1);
  expect(await seedModels(bucket, folder)).toBe(4);
  expect(puts).toEqual(ALL);
  expect(await seedModels(bucket, folder)).toBe(0);

  await writeModels(2, (bytes) => Buffer.concat([bytes, bytes]));
  expect(await seedModels(bucket, folder)).toBe(2);
  expect(puts.slice(4)).toEqual(["models/lstm-1h.VERSION.onnx", "models/manifest.json"]);

  const stored = await (await bucket.get("models/manifest.json"))?.text();
  const manifest = parseManifest(stored ?? "");
  expect(manifest.revision).toBe(2);
  for (const { file, sha256, version } of manifest.models) {
    expect(file).toContain(`.${version}.onnx`);
    const bytes = memory.objects.get(`models/${file}`) ?? new Uint8Array();
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
  }
});

test("[FC-67] models that were published since are not taken back; a bad manifest is replaced", async () => {
  const { bucket } = openMemoryBucket();
  await writeModels(3);
  await seedModels(bucket, folder);
  await writeModels(2);
  expect(await seedModels(bucket, folder)).toBe(0);
  await bucket.put("models/manifest.json", "{");
  expect(await seedModels(bucket, folder)).toBe(4);
});

test("[FC-67] a folder whose files are not those of its manifest is put nowhere", async () => {
  const { bucket, puts } = bucketThatTells();
  await writeModels(1);
  await writeFile(join(folder, "xgboost-1h.onnx"), "no model");
  await expect(seedModels(bucket, folder)).rejects.toThrow("is not the file that the manifest names");
  expect(puts).toEqual([]);
});

test("[FC-68] out of a folder models say what the native runtime says", async () => {
  await writeModels(1);
  const { models, inference } = openModelFolder({ folder });
  const { manifest } = await models.current();
  for (const entry of manifest?.models ?? []) {
    const golden = GoldenSchema.parse(
      JSON.parse(await readFile(join(FIXTURE_MODELS, entry.file.replace("onnx", "json")), "utf8")),
    );
    const outcomes = await inference.run(entry, goldenBatch(golden, entry));
    const name = entry.model === "xgboost" ? "probabilities" : "quantiles";
    const told = outcomes.map(({ outlook }) =>
      name === "quantiles"
        ? outlook?.horizons.flatMap(({ quantiles }) => quantiles ?? [])
        : (outlook?.probabilities ?? undefined),
    );
    for (const [row, values] of (goldenOutputs(golden).get(name) ?? []).entries()) {
      const difference = Math.max(
        ...values.map((value, i) => Math.abs(value - (told[row]?.[i] ?? Number.NaN))),
      );
      expect(difference).toBeLessThan(1e-6);
    }
  }
  expect(manifest?.models).toHaveLength(3);
});

test("[FC-68] a folder without models has none; one with a bad manifest or a false file says so", async () => {
  expect(await openModelFolder({ folder }).models.current()).toMatchObject({ manifest: null, problem: null });
  await writeFile(join(folder, "manifest.json"), "{}");
  expect(await openModelFolder({ folder }).models.current()).toMatchObject({
    manifest: null,
    problem: expect.stringContaining("not a manifest of models: format"),
  });
  await writeModels(1);
  const heard: string[] = [];
  const { models, inference } = openModelFolder({ folder, onFailure: (_, { reason }) => heard.push(reason) });
  const entry = (await models.current()).manifest?.models[0];
  if (entry === undefined) throw new Error("no model");
  const bytes = await readFile(join(folder, entry.file));
  bytes[100] = (bytes[100] ?? 0) ^ 1;
  await writeFile(join(folder, entry.file), bytes);
  const golden = GoldenSchema.parse(
    JSON.parse(await readFile(join(FIXTURE_MODELS, "lightgbm-1h.json"), "utf8")),
  );
  const [row] = await inference.run(entry, goldenBatch(golden, entry));
  expect(row?.failure?.reason).toBe("hash_mismatch");
  expect(heard).toEqual(["hash_mismatch"]);
});
