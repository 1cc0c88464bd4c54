import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { MODEL_MANIFEST_KEY, MODELS_PREFIX } from "../../contract/models.ts";
import { parseManifest } from "../../platform/onnx/parse-manifest.ts";
import { command } from "../app/command.ts";

/** `wrangler.toml` binds it as `COLD`. */
const BUCKET = "wick-cold";

/** Takes the models that an app runs out of its bucket into a folder. @throws Error where there are none. */
export async function fetchPublishedModels(folder: string, where: "--remote" | "--local"): Promise<void> {
  await mkdir(folder, { recursive: true });
  const get = (key: string, file: string) =>
    command("wrangler", "r2", "object", "get", `${BUCKET}/${key}`, "--file", file, where);
  const path = join(folder, "manifest.json");
  await get(MODEL_MANIFEST_KEY, path);
  for (const { file } of parseManifest(await readFile(path, "utf8")).models)
    await get(MODELS_PREFIX + file, join(folder, file));
}
