import { createRequire } from "node:module";
import { join } from "node:path";
import { type CreateSession, type Runtime, sessionsOf } from "../../../platform/onnx/session.ts";
import { command } from "../../app/command.ts";
import { ROOT } from "../../app/root.ts";

/** The same release as the project's onnxruntime-web. */
const PACKAGE = "onnxruntime-node@1.30.0";
const FOLDER = join(ROOT, "dist/bench/native");

/**
 * onnxruntime-node on one thread; undefined, with a line, where it is not to be had. No dependency of the project:
 * installed beside the benchmarks' bundles, without its scripts, since its binary is in the package.
 */
export async function openNativeRuntime(): Promise<CreateSession | undefined> {
  const runtime = load() ?? (await installed());
  if (runtime === undefined) {
    console.error(`onnx: ${PACKAGE} cannot be installed here; its figures are left out.`);
    return undefined;
  }
  return sessionsOf({
    Tensor: runtime.Tensor,
    InferenceSession: {
      create: (bytes) =>
        runtime.InferenceSession.create(bytes, {
          executionProviders: ["cpu"],
          intraOpNumThreads: 1,
          interOpNumThreads: 1,
        }),
    },
  });
}

function load(): Runtime | undefined {
  try {
    return createRequire(join(FOLDER, "index.js"))("onnxruntime-node");
  } catch {
    return undefined;
  }
}

async function installed(): Promise<Runtime | undefined> {
  const quiet = ["--no-audit", "--no-fund", "--no-save", "--ignore-scripts"];
  try {
    await command("npm", "install", ...quiet, "--prefix", FOLDER, PACKAGE);
  } catch {
    return undefined;
  }
  return load();
}
