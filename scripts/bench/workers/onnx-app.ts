import type { InferenceBatch } from "../../../contract/inference.ts";
import type { ModelEntry } from "../../../contract/models.ts";
import { openModels, type WorkerModels } from "../../../platform/onnx/worker-models.ts";
import { madeUpBatch } from "../onnx/made-up-batch.ts";

interface Bindings {
  readonly COLD: R2Bucket;
}

/** What an isolate of the app has: one for all requests. */
let opened: WorkerModels | undefined;
/** Made once: inputs are not what is measured. */
let batch: InferenceBatch | undefined;

/** The app's models alone, with doors to put files, to run one or all, and to see the runtime's memory. */
export default {
  async fetch(request, env) {
    opened ??= openModels(env.COLD, Date.now);
    const { pathname, searchParams } = new URL(request.url);
    const n = Number(searchParams.get("n") ?? 1);
    switch (pathname) {
      case "/put":
        await env.COLD.put(searchParams.get("key") ?? "", await request.arrayBuffer());
        return new Response("ok");
      case "/nothing":
        return new Response("ok");
      case "/run": {
        const entries = await models(opened);
        const entry = entries.find(({ file }) => file === searchParams.get("file"));
        if (entry === undefined) throw new Error("no such model");
        for (let i = Number(searchParams.get("times") ?? 1); i > 0; i--) await runOne(opened, entry, n);
        return new Response("ok");
      }
      case "/all":
        for (const entry of await models(opened)) await runOne(opened, entry, n);
        return new Response("ok");
      case "/state": {
        const { runtimeBytes } = await import("../../../platform/onnx/workerd-runtime.ts");
        return Response.json({ ...opened.inference.sessions(), runtimeBytes: runtimeBytes() });
      }
      default:
        return new Response("no such door", { status: 404 });
    }
  },
} satisfies ExportedHandler<Bindings>;

async function models({ models }: WorkerModels): Promise<readonly ModelEntry[]> {
  const { manifest, problem } = await models.current();
  if (manifest === null) throw new Error(problem ?? "no models");
  return manifest.models;
}

async function runOne({ inference }: WorkerModels, entry: ModelEntry, n: number): Promise<void> {
  batch = batch?.n === n ? batch : madeUpBatch(n, entry.coins);
  const outcomes = await inference.run(entry, batch);
  const failed = outcomes.find(({ failure }) => failure !== null);
  if (failed !== undefined) throw new Error(`${entry.file}: ${failed.failure?.detail}`);
}
