import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ModelEntry } from "../../contract/models.ts";
import { ROOT } from "../../scripts/app/root.ts";
import { type FixtureName, fixtureEntry, fixtureManifest } from "./onnx-fixture.ts";

/** Small models of 1h, and golden vectors, made by scripts/references/onnx_fixtures.py. */
export const FIXTURE_MODELS = join(ROOT, "platform/onnx/test-data");

const NAMES = ["lightgbm", "lstm", "xgboost"] as const satisfies FixtureName[];

/**
 * Makes a folder of models as training leaves it: the small ones and their manifest, without weights or references.
 * @param change what becomes of the file of `lstm`.
 */
export async function writeFixtureModels(
  folder: string,
  revision = 1,
  change: (bytes: Buffer) => Buffer = (bytes) => bytes,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const entries: ModelEntry[] = [];
  for (const name of NAMES) {
    const original = await readFile(join(FIXTURE_MODELS, `${name}-1h.onnx`));
    const bytes = name === "lstm" ? change(original) : original;
    await writeFile(join(folder, `${name}-1h.onnx`), bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    entries.push(fixtureEntry(name, { bytes: bytes.length, sha256 }));
  }
  await writeFile(join(folder, "manifest.json"), JSON.stringify(fixtureManifest(entries, revision)));
}
