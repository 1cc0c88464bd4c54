import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import * as ort from "onnxruntime-web/wasm";
import { type CreateSession, sessionsOf } from "../../platform/onnx/session.ts";

const WASM = createRequire(import.meta.url).resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm");

let opened: Promise<CreateSession> | undefined;

/** The same runtime as in workerd, on one thread as there. */
export function openNodeRuntime(): Promise<CreateSession> {
  opened ??= open();
  return opened;
}

async function open(): Promise<CreateSession> {
  const bytes = await readFile(WASM);
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmBinary = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  return sessionsOf(ort);
}
