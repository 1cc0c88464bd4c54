import { copyFile, mkdir, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { build as bundle, type Plugin } from "esbuild";
import { build as buildPage } from "vite";
import { copyDocsAssets } from "./docs-assets.ts";
import { ROOT } from "./root.ts";

export const WORKER_OUT = join(ROOT, "dist/worker");

/**
 * Bundles the Worker to dist/worker/index.js, as one module, and beside it the WebAssembly that it imports; what
 * workerd brings itself stays outside.
 */
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
    plugins: [wasmBeside(outdir)],
  });
}

/** WebAssembly is a module of its own, which workerd compiles: it is copied beside the bundle. */
function wasmBeside(outdir: string): Plugin {
  return {
    name: "wasm-beside",
    setup({ onResolve }) {
      onResolve({ filter: /\.wasm$/ }, async ({ path, importer }) => {
        const file = createRequire(importer).resolve(path);
        await mkdir(outdir, { recursive: true });
        await copyFile(file, join(outdir, basename(file)));
        return { path: `./${basename(file)}`, external: true };
      });
    },
  };
}

/** A bundle's modules as Miniflare takes them: the script first, then the WebAssembly beside it. */
export async function modulesOf(outdir: string, script: string): Promise<MiniflareModule[]> {
  const wasm = (await readdir(outdir)).filter((name) => name.endsWith(".wasm"));
  return [
    { type: "ESModule", path: join(outdir, script) },
    ...wasm.map((name) => ({ type: "CompiledWasm" as const, path: join(outdir, name) })),
  ];
}

export interface MiniflareModule {
  readonly type: "ESModule" | "CompiledWasm";
  readonly path: string;
}

/** Builds the page to dist/web, with the API documentation's own files beside it. */
export async function buildWeb(): Promise<void> {
  await buildPage({ root: join(ROOT, "web"), configFile: join(ROOT, "vite.config.ts"), logLevel: "warn" });
  await copyDocsAssets(join(ROOT, "dist/web/docs-assets"));
}
