import type { InferenceSession, Tensor, TypedTensor } from "onnxruntime-web/wasm";
import { CHANNELS, SEQUENCE } from "../../market/forecast/inputs/log-bar.ts";

/** Named arrays that go into a graph: `features` and `bars` of floats, `coin` of numbers. */
export interface GraphInputs {
  readonly n: number;
  readonly features: Float32Array;
  readonly bars: Float32Array;
  readonly coin: BigInt64Array;
}

/** A graph that is loaded and can be run. */
export interface ModelSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Every output as floats, row after row. @throws what the runtime throws. */
  run(inputs: GraphInputs): Promise<ReadonlyMap<string, Float32Array>>;
  /** Gives its memory back to the runtime. */
  release(): Promise<void>;
}

/** Makes a session of a file's bytes. @throws where they are no graph that the runtime can run. */
export type CreateSession = (bytes: Uint8Array) => Promise<ModelSession>;

/** What is needed of the runtime's module; in workerd and in Node it is opened differently. */
export interface Runtime {
  readonly InferenceSession: {
    create(bytes: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: {
    new (type: "float32", data: Float32Array, dims: readonly number[]): TypedTensor<"float32">;
    new (type: "int64", data: BigInt64Array, dims: readonly number[]): TypedTensor<"int64">;
  };
}

const OPTIONS: InferenceSession.SessionOptions = {
  executionProviders: ["wasm"],
  // Errors alone: a warning of the optimizer is nothing for an app's log.
  logSeverityLevel: 3,
};

/**
 * Sessions of a runtime. Creating, running and releasing never interleave: each call of the runtime saves and restores
 * the one stack of the WebAssembly instance across its awaits.
 */
export function sessionsOf(runtime: Runtime): CreateSession {
  const inTurn = taskQueue();
  return (bytes) =>
    inTurn(async () => wrap(runtime, await runtime.InferenceSession.create(bytes, OPTIONS), inTurn));
}

function wrap(runtime: Runtime, session: InferenceSession, inTurn: InTurn): ModelSession {
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    run: (inputs) =>
      inTurn(async () => {
        const feeds = Object.fromEntries(
          session.inputNames.map((name) => [name, tensorOf(runtime, name, inputs)]),
        );
        const results = await session.run(feeds);
        return new Map(Object.entries(results).map(([name, tensor]) => [name, floatsOf(name, tensor)]));
      }),
    release: () => inTurn(() => session.release()),
  };
}

function tensorOf(runtime: Runtime, name: string, { n, features, bars, coin }: GraphInputs): Tensor {
  switch (name) {
    case "features":
      return new runtime.Tensor("float32", features, [n, features.length / n]);
    case "bars":
      return new runtime.Tensor("float32", bars, [n, SEQUENCE, CHANNELS]);
    case "coin":
      return new runtime.Tensor("int64", coin, [n]);
    default:
      throw new Error(`the graph wants an input "${name}", which nobody gives`);
  }
}

function floatsOf(name: string, tensor: Tensor): Float32Array {
  if (tensor.data instanceof Float32Array) return tensor.data;
  throw new Error(`the graph's output "${name}" is ${tensor.type}, not float32`);
}

type InTurn = <T>(task: () => Promise<T>) => Promise<T>;

/**
 * One task after another. In workerd a task must do no I/O: then the queue is empty whenever another request's turn
 * comes, and no request waits for what belongs to another.
 */
function taskQueue(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  };
}
