import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { LEARNED_MODEL_IDS } from "../../market/forecast/model-id.ts";
import { scoredRows } from "../../market/forecast/test-data/scored.ts";
import { parseManifest } from "../../platform/onnx/parse-manifest.ts";
import { figuresOf } from "../../tests/support/forecast-figures.ts";
import { DATA } from "../../tests/support/recorded-data.ts";
import { ROOT } from "../app/root.ts";
import { publishPlan } from "../models/publish-plan.ts";
import { foundTrainingPython, TRAINING } from "./python.ts";

const PYTHON = foundTrainingPython();
if (PYTHON === undefined && process.env.CI !== undefined && process.env.CI !== "")
  throw new Error(
    "CI needs Python with models/training/requirements.txt: set WICK_TRAIN_PYTHON or make .venv-train",
  );

const run = promisify(execFile);
const PATIENCE_MS = 600_000;
const scratch = mkdtempSync(join(tmpdir(), "wick-training-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe("training", () => {
  it("[FC-57] ships what its manifest names, from a recipe that was frozen before the last fold was scored", () => {
    const models = join(ROOT, "models");
    const files = readdirSync(models).filter((name) => name.endsWith(".onnx"));
    const there = readdirSync(models).includes("manifest.json");
    const manifest = there ? parseManifest(readFileSync(join(models, "manifest.json"), "utf8")) : undefined;
    expect(files.sort()).toEqual((manifest?.models ?? []).map(({ file }) => file).sort());
    for (const { recipeHash } of manifest?.models ?? []) {
      expect(recipeHash).toBe(ledger("frozen.json").recipe_hash);
      expect(ledger("last-fold.json").scores.map((one: { recipeHash: string }) => one.recipeHash)).toContain(
        recipeHash,
      );
    }
  });

  it.runIf(PYTHON !== undefined)("passes its own tests", { timeout: PATIENCE_MS }, async () => {
    const flags = ["-m", "pytest", "-c", join(TRAINING, "tests/pytest.ini"), join(TRAINING, "tests")];
    const { stdout } = await run(PYTHON ?? "", flags, { cwd: ROOT, maxBuffer: 1 << 26 }).catch(
      (error: { stdout?: string }) => Promise.reject(new Error(error.stdout ?? String(error))),
    );
    expect(stdout).toMatch(/\d+ passed/);
  });

  it.runIf(PYTHON !== undefined)("[FC-43] measures as the app does", async () => {
    const rows = scoredRows(1_207);
    const columns = {
      ...{ quantiles: rows.map((row) => row.quantiles), came: rows.map((row) => row.came) },
      ...{ variance: rows.map((row) => row.variance), cameVariance: rows.map((row) => row.cameVariance) },
      probabilities: rows.map((row) => row.probabilities),
      direction: rows.map((row) => row.direction),
    };
    const file = join(scratch, "rows.json");
    await writeFile(file, JSON.stringify(columns));
    const { stdout } = await run(PYTHON ?? "", [join(TRAINING, "tests/figures_of.py"), file]);
    const own = figuresOf(rows);
    for (const [name, value] of Object.entries<number>(JSON.parse(stdout)))
      expect(own[name], name).toBeCloseTo(value, 12);
  });

  it.runIf(PYTHON !== undefined && DATA !== undefined)(
    "[FC-59] goes from klines to models that the app takes, in a quick run",
    { timeout: PATIENCE_MS },
    async () => {
      const work = join(scratch, "quick");
      const flags = ["scripts/train.ts", "--quick", "--data", DATA ?? "", "--work", work];
      await run(process.execPath, flags, { cwd: ROOT, maxBuffer: 1 << 26 });
      const folder = join(work, "models");
      const manifest = parseManifest(readFileSync(join(folder, "manifest.json"), "utf8"));
      expect(manifest.models).toHaveLength(3 * LEARNED_MODEL_IDS.length);
      expect(manifest.trainedTo).toBeLessThan(Date.UTC(2024, 2, 1));
      // Every file is the one that is named, by its hash.
      const plan = await publishPlan(folder, null);
      expect(plan?.files).toHaveLength(manifest.models.length);
      const golden = readdirSync(join(folder, "golden"));
      for (const { file } of manifest.models) expect(golden).toContain(file.replace(".onnx", ".json"));
      const cards = readdirSync(join(folder, "cards"));
      for (const model of [...LEARNED_MODEL_IDS, "ml_ensemble"]) expect(cards).toContain(`${model}.md`);
    },
  );
});

function ledger(name: string) {
  return JSON.parse(readFileSync(join(TRAINING, name), "utf8"));
}
