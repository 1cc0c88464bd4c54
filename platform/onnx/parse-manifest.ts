import { type ModelManifest, ModelManifestSchema } from "../../contract/models.ts";

const TOLD = 3;

/** @throws Error that says where the text is no manifest. */
export function parseManifest(text: string): ModelManifest {
  const { success, data, error } = ModelManifestSchema.safeParse(JSON.parse(text));
  if (!success) {
    const told = error.issues.slice(0, TOLD).map(({ path, message }) => `${path.join(".")}: ${message}`);
    throw new Error(`not a manifest of models: ${told.join("; ")}`);
  }
  const names = data.models.map(({ model, timeframe }) => `${model} of ${timeframe}`);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new Error(`not a manifest of models: ${twice} is there twice`);
  return data;
}
