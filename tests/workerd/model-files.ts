import { inject } from "vitest";
import type { ModelEntry } from "../../contract/models.ts";
import type { LearnedModelId } from "../../market/forecast/model-id.ts";
import { sha256Of } from "../../platform/parquet/bytes.ts";
import { type Golden, GoldenSchema } from "../support/golden.ts";
import { type FixtureName, fixtureEntry } from "../support/onnx-fixture.ts";
import type {} from "./provided.ts";

/** A file of the project's folders of models, or undefined where there is none. */
export async function projectFile(path: string): Promise<Uint8Array | undefined> {
  const response = await fetch(`${inject("modelFiles").url}/${path}`);
  const body = await response.bytes();
  return response.ok ? body : undefined;
}

export async function projectJson(path: string): Promise<unknown> {
  const file = await projectFile(path);
  return file === undefined ? undefined : JSON.parse(new TextDecoder().decode(file));
}

/** A small model made for tests: its file, its entry, and what onnxruntime says of made-up inputs. */
export interface Fixture {
  readonly bytes: Uint8Array;
  readonly entry: ModelEntry;
  readonly golden: Golden;
}

export async function fixture(name: FixtureName, model?: LearnedModelId): Promise<Fixture> {
  const path = `platform/onnx/test-data/${name}-1h`;
  const bytes = await projectFile(`${path}.onnx`);
  if (bytes === undefined) throw new Error(`no fixture ${name}`);
  const entry = fixtureEntry(name, { bytes: bytes.length, sha256: await sha256Of(bytes) }, model);
  return { bytes, entry, golden: GoldenSchema.parse(await projectJson(`${path}.json`)) };
}
