import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { bundleForWorkerd, modulesOf } from "../../app/build.ts";
import { ROOT } from "../../app/root.ts";
import { publishPlan } from "../../models/publish-plan.ts";
import type { RunningWorker } from "./start.ts";

const OUT = join(ROOT, "dist/bench/onnx");

/** A Worker with models in its R2, and where its inspector listens. */
export interface OnnxWorker extends RunningWorker {
  readonly inspectorUrl: string;
}

/** Bundles `onnx-app.ts`; to be done once before it is started. */
export async function bundleOnnxApp(): Promise<void> {
  await mkdir(OUT, { recursive: true });
  await bundleForWorkerd(join(import.meta.dirname, "onnx-app.ts"), OUT);
}

/** Starts a fresh isolate; a folder of models is put into its R2 where one is named, else what `persist` has is there. */
export async function startOnnxApp(persist: string, folder?: string): Promise<OnnxWorker> {
  const { workerOptions } = unstable_getMiniflareWorkerOptions(join(ROOT, "wrangler.toml"));
  const { compatibilityDate, compatibilityFlags } = workerOptions;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      compatibilityDate,
      compatibilityFlags,
      r2Buckets: { COLD: "bench" },
      resourcePersistencePath: persist,
      name: "bench",
      host: "127.0.0.1",
      port: 0,
      inspectorPort: 0,
      log: new Log(LogLevel.WARN),
      cf: false,
      modules: await modulesOf(OUT, "onnx-app.js"),
      modulesRoot: OUT,
      unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
    } as never),
  );
  await miniflare.ready;
  const url = (await miniflare.unsafeGetDirectURL("bench")).origin;
  const inspectorUrl = `http://${(await miniflare.getInspectorURL()).host}`;
  const worker = { url, inspectorUrl, close: () => miniflare.dispose() };
  if (folder !== undefined) await putModels(url, folder);
  return worker;
}

/** Puts a folder of models into a Worker's R2, by its door. */
export async function putModels(url: string, folder: string): Promise<void> {
  const plan = await publishPlan(folder, null);
  if (plan === null) throw new Error(`no models in ${folder}`);
  const send = async (key: string, body: Uint8Array<ArrayBuffer> | string) => {
    const response = await fetch(`${url}/put?key=${encodeURIComponent(key)}`, { method: "POST", body });
    if (!response.ok) throw new Error(await response.text());
  };
  for (const { key, file } of plan.files) await send(key, new Uint8Array(await readFile(file)));
  await send(plan.manifest.key, plan.manifest.text);
}
