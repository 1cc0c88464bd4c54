import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { MODEL_MANIFEST_KEY, MODELS_PREFIX, type ModelManifest } from "../../contract/models.ts";
import { parseManifest } from "../../platform/onnx/parse-manifest.ts";

/** A file that goes to R2. */
export interface Upload {
  readonly key: string;
  readonly file: string;
}

/** What brings R2 to where a folder of models is. The manifest comes last: it names what is there by then. */
export interface PublishPlan {
  readonly files: readonly Upload[];
  readonly manifest: { readonly key: string; readonly text: string };
}

/**
 * Compares a folder with the manifest that R2 has ([FC-67]). Models that were published since, by a later revision, are
 * not taken back. Under its key in R2 a file bears its version in its name: while a
 * release is on its way, isolates go on with the files that their manifest names.
 * @returns null where R2 has these models already or later ones, or the folder has none.
 * @throws Error where the folder's manifest is no good, or a file of it is not what it names.
 */
export async function publishPlan(folder: string, published: string | null): Promise<PublishPlan | null> {
  const text = await readFile(join(folder, "manifest.json"), "utf8").catch(() => null);
  if (text === null) return null;
  const local = parseManifest(text);
  const there = published === null ? undefined : parsedOrNone(published);
  if (there !== undefined && there.revision > local.revision) return null;
  const manifest = versioned(local);
  const released = `${JSON.stringify(manifest, null, 2)}\n`;
  if (released === published) return null;
  const known = new Set(there?.models.map(({ file }) => file));
  const files: Upload[] = [];
  for (const [i, { file, sha256 }] of local.models.entries()) {
    const name = manifest.models[i]?.file ?? file;
    const path = join(folder, file);
    const found = createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
    if (found !== sha256) throw new Error(`${path} is not the file that the manifest names: train again`);
    if (!known.has(name)) files.push({ key: MODELS_PREFIX + name, file: path });
  }
  return { files, manifest: { key: MODEL_MANIFEST_KEY, text: released } };
}

/** The manifest with file names that no other content can have. */
function versioned(manifest: ModelManifest): ModelManifest {
  const models = manifest.models.map((entry) => ({
    ...entry,
    file: entry.file.replace(/\.onnx$/, `.${entry.version}.onnx`),
  }));
  return { ...manifest, models };
}

/** One that is no good says nothing of what is there: then all is put there again. */
function parsedOrNone(text: string): ModelManifest | undefined {
  try {
    return parseManifest(text);
  } catch {
    return undefined;
  }
}
