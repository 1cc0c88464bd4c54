import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { MODEL_MANIFEST_KEY } from "../../contract/models.ts";
import { command } from "../app/command.ts";
import { ROOT } from "../app/root.ts";
import { publishPlan } from "./publish-plan.ts";

/** `wrangler.toml` binds it as `COLD`. */
const BUCKET = "wick-cold";

/** The bucket at Cloudflare, or that of `wrangler dev` on this machine. */
export type Where = "--remote" | "--local";

/** Puts a folder's models into the app's bucket: what is new, and the manifest last. */
export async function deployModels(folder: string, where: Where): Promise<void> {
  const plan = await publishPlan(folder, await publishedManifest(where));
  if (plan === null) {
    console.log("\nModels: nothing new.");
    return;
  }
  const put = (key: string, file: string) =>
    command("wrangler", "r2", "object", "put", `${BUCKET}/${key}`, "--file", file, where);
  for (const { key, file } of plan.files) await put(key, file);
  const scratch = await mkdtemp(join(tmpdir(), "wick-models-"));
  try {
    const file = join(scratch, "manifest.json");
    await writeFile(file, plan.manifest.text);
    await put(plan.manifest.key, file);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Null where there is none, or where it cannot be read: then everything is put there. */
async function publishedManifest(where: Where): Promise<string | null> {
  const args = ["r2", "object", "get", `${BUCKET}/${MODEL_MANIFEST_KEY}`, "--pipe", where];
  const env = { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_LOG: "none" };
  try {
    const { stdout } = await promisify(execFile)("wrangler", args, { cwd: ROOT, env, maxBuffer: 1 << 26 });
    return stdout;
  } catch {
    return null;
  }
}
