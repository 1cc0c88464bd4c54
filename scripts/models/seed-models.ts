import { readFile } from "node:fs/promises";
import { MODEL_MANIFEST_KEY } from "../../contract/models.ts";
import { publishPlan } from "./publish-plan.ts";

/** The part of an R2 bucket that seeding uses. */
export interface R2Like {
  get(key: string): Promise<{ text(): Promise<string> } | null>;
  put(key: string, value: Uint8Array | string): Promise<unknown>;
}

/** Puts a folder's models into a bucket of this machine, unless they are there. @returns how many files it put. */
export async function seedModels(bucket: R2Like, folder: string): Promise<number> {
  const published = await (await bucket.get(MODEL_MANIFEST_KEY))?.text();
  const plan = await publishPlan(folder, published ?? null);
  if (plan === null) return 0;
  for (const { key, file } of plan.files) await bucket.put(key, await readFile(file));
  await bucket.put(plan.manifest.key, plan.manifest.text);
  return plan.files.length + 1;
}
