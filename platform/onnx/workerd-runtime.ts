/// <reference path="./wasm-module.d.ts" />
import ortModule from "onnxruntime-web/ort-wasm-simd-threaded.wasm";
import * as ort from "onnxruntime-web/wasm";
import { type CreateSession, sessionsOf } from "./session.ts";

/**
 * onnxruntime-web in workerd, which compiles no WebAssembly from bytes: the module is imported, and given to the
 * runtime where it asks to have its bytes instantiated (ADR 25). Imported with `import()` alone, so that an isolate
 * which runs no model does not open it.
 */

/** Stands for the bytes of the WebAssembly file: having them, the runtime goes to no URL. */
const MARKER = new ArrayBuffer(8);

ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmBinary = MARKER;

/** What is used of WebAssembly. The platform's own type lacks the overload for bytes, which the runtime calls. */
interface Wasm {
  instantiate(source: unknown, imports?: Imports): Promise<unknown>;
  readonly Instance: new (module: object, imports: Imports) => object;
  readonly Memory: new (...args: never) => { readonly buffer: { readonly byteLength: number } };
}
type Imports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly: Wasm };

let memory: InstanceType<Wasm["Memory"]> | undefined;
let isOpen = false;

/** @throws where the bytes are no graph that can be run. */
export const createSession: CreateSession = sessionsOf({
  Tensor: ort.Tensor,
  InferenceSession: {
    async create(bytes, options) {
      if (isOpen) return await ort.InferenceSession.create(bytes, options);
      // The first session opens the runtime, and that by nothing but microtasks: no other request sees the swap.
      const restore = swapInstantiate();
      try {
        return await ort.InferenceSession.create(bytes, options);
      } finally {
        restore();
      }
    },
  },
});

/** Bytes of the runtime's memory, which grows and never shrinks; 0 before the first session. */
export function runtimeBytes(): number {
  return memory?.buffer.byteLength ?? 0;
}

function swapInstantiate(): () => void {
  const original = wasm.instantiate;
  wasm.instantiate = async (source, imports = {}) => {
    if (!ArrayBuffer.isView(source) || source.buffer !== MARKER) {
      return await original.call(wasm, source, imports);
    }
    isOpen = true;
    memory = Object.values(imports)
      .flatMap((names) => Object.values(names))
      .find((value) => value instanceof wasm.Memory);
    return { module: ortModule, instance: new wasm.Instance(ortModule, imports) };
  };
  return () => {
    wasm.instantiate = original;
  };
}
