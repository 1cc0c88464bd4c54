import { expect, it } from "vitest";
import type { Inference, RowOutcome } from "../../contract/inference.ts";
import { CHANNELS, SEQUENCE } from "../../market/forecast/inputs/log-bar.ts";
import { MODEL_FEATURES } from "../../market/forecast/inputs/model-features.ts";
import { fixtureEntry, fixtureManifest } from "../../tests/support/onnx-fixture.ts";
import { learnedAnswers } from "./learned-answers.ts";

const FILE = { bytes: 1, sha256: "0".repeat(64) };
const NAMES = ["lightgbm", "lstm", "xgboost"] as const;
const ROW = {
  symbol: "BTCUSDT",
  features: new Float32Array(MODEL_FEATURES.length),
  bars: new Float32Array(SEQUENCE * CHANNELS),
};

it("[FC-62] models of a timeframe are asked side by side, and each answers under its own name", async () => {
  let [running, most] = [0, 0];
  // A store whose answers come later, and the last asked for first.
  const inference: Inference = {
    async run(entry): Promise<readonly RowOutcome[]> {
      running += 1;
      const turns = NAMES.length - running;
      for (let turn = 0; turn <= turns; turn++) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        most = Math.max(most, running);
      }
      running -= 1;
      return [{ outlook: null, failure: { reason: "missing", detail: entry.file } }];
    },
    status: () => new Map(),
  };
  const manifest = fixtureManifest(NAMES.map((name) => fixtureEntry(name, FILE)));
  const [answers] = await learnedAnswers(inference, manifest, "1h", [ROW]);
  expect(answers).toEqual(
    Object.fromEntries(NAMES.map((name) => [name, { reason: "missing", detail: `${name}-1h.onnx` }])),
  );
  expect(most).toBe(NAMES.length);
});
