import { expect, test, vi } from "vitest";
import { fixtureEntry } from "../../tests/support/onnx-fixture.ts";
import { APP_INPUTS } from "./app-inputs.ts";
import { OnnxInference } from "./onnx-inference.ts";

const FILE = { bytes: 1_000, sha256: "a".repeat(64) };
const BATCH = {
  n: 1,
  features: new Float32Array(APP_INPUTS.features.length),
  bars: new Float32Array(APP_INPUTS.sequence * 5),
  symbols: ["BTCUSDT"],
};

test("[FC-62] a store that does not answer is waited for once, not once a model, and asked again later", async () => {
  let asked = 0;
  vi.useFakeTimers();
  try {
    const inference = new OnnxInference({
      files: {
        read: () => {
          asked += 1;
          return new Promise<never>(() => {});
        },
      },
      openRuntime: () => Promise.reject(new Error("nothing is to be opened")),
      inputs: APP_INPUTS,
      budgetBytes: 1 << 24,
      rowsAtOnce: 32,
      now: Date.now,
      pause: async () => {},
    });
    const began = Date.now();
    const ask = async () => {
      const answers = [];
      for (const name of ["lightgbm", "lstm", "xgboost"] as const)
        answers.push(...(await inference.run(fixtureEntry(name, FILE), BATCH)));
      return answers;
    };
    const failed = {
      outlook: null,
      failure: { reason: "failed", detail: "the store of models does not answer" },
    };
    const first = ask();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await first).toEqual([failed, failed, failed]);
    expect(asked).toBe(1);
    vi.setSystemTime(began + 180_000);
    const second = ask();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await second).toEqual([failed, failed, failed]);
    expect(asked).toBe(2);
  } finally {
    vi.useRealTimers();
  }
});
