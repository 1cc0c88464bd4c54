import { join } from "node:path";
import { build as bundle } from "esbuild";
import { build as buildPage } from "vite";
import { copyDocsAssets } from "./docs-assets.ts";
import { ROOT } from "./root.ts";

export const WORKER_OUT = join(ROOT, "dist/worker");

/** Bundles the Worker to dist/worker/index.js, as one module; what workerd brings itself stays outside. */
export async function buildWorker(): Promise<void> {
  await bundleForWorkerd(join(ROOT, "worker/index.ts"), WORKER_OUT);
}

/** Bundles a Worker's entry file, `folder/name.ts`, to `outdir/name.js`. */
export async function bundleForWorkerd(entry: string, outdir: string): Promise<void> {
  await bundle({
    entryPoints: [entry],
    outdir,
    bundle: true,
    format: "esm",
    target: "es2024",
    platform: "browser",
    conditions: ["workerd", "worker", "browser"],
    external: ["node:*", "cloudflare:*"],
    sourcemap: true,
    logLevel: "warning",
  });
}

/** Builds the page to dist/web, with the API documentation's own files beside it. */
export async function buildWeb(): Promise<void> {
  await buildPage({ root: join(ROOT, "web"), configFile: join(ROOT, "vite.config.ts"), logLevel: "warn" });
  await copyDocsAssets(join(ROOT, "dist/web/docs-assets"));
}
