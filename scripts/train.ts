import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { command } from "./app/command.ts";
import { ROOT } from "./app/root.ts";
import { runTraining } from "./training/python.ts";
import { writeQuickKlines } from "./training/quick-klines.ts";

const USAGE = `npm run train -- [--data FOLDER_OF_KLINES] [--work .train] [--out models] [--freeze] [--rescore REASON]
  [--folds-only [--fit lstm,tcn]] [--timeframe 1h,12h,1d] [--keep-dataset]
npm run train -- --quick [--data FOLDER_OF_KLINES] [--work .train/quick]
Exports the dataset, trains every model fold by fold, fits the ensemble's weights, scores the last fold if the recipe is
frozen, refits, exports to ONNX and writes models/manifest.json and the cards. What is done is not done again: a run that
was killed goes on. --quick goes through all of it in little time, into a folder of its own. --keep-dataset takes the
dataset that an earlier run exported.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: "string", default: process.env.WICK_DATA ?? join(ROOT, "../shared/data/open") },
      work: { type: "string" },
      out: { type: "string" },
      timeframe: { type: "string", default: "1h,12h,1d" },
      fit: { type: "string" },
      rescore: { type: "string" },
      freeze: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      "folds-only": { type: "boolean", default: false },
      "keep-dataset": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  if (!existsSync(values.data))
    throw new Error(`There is no ${values.data}: --data names a folder of klines.`);
  const work = resolve(values.work ?? join(ROOT, values.quick ? ".train/quick" : ".train"));
  const dataset = join(work, "dataset");
  let data = resolve(values.data);
  if (values.quick) {
    await writeQuickKlines(data, join(work, "klines"));
    data = join(work, "klines");
  }
  if (!values["keep-dataset"] || !existsSync(dataset))
    await command(
      process.execPath,
      "scripts/forecast-export.ts",
      ...exportFlags(data, dataset, values.timeframe),
    );
  const models = values.out === undefined ? join(values.quick ? work : ROOT, "models") : resolve(values.out);
  const flags = ["--dataset", dataset, "--work", work, "--models", models, "--timeframes", values.timeframe];
  if (values.quick) flags.push("--quick", "--ledger", work);
  if (values.freeze) flags.push("--freeze");
  if (values["folds-only"]) flags.push("--folds-only");
  if (values.fit !== undefined) flags.push("--fit", values.fit);
  if (values.rescore !== undefined) flags.push("--rescore", values.rescore);
  await runTraining(["run", ...flags]);
}

function exportFlags(data: string, dataset: string, timeframe: string): string[] {
  return ["--data", data, "--out", dataset, "--timeframe", timeframe];
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
