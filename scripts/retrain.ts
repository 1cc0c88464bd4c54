import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { MODEL_TIMEFRAMES } from "../market/forecast/horizons.ts";
import { command } from "./app/command.ts";
import { ROOT } from "./app/root.ts";
import { appSymbols, readAppBars } from "./features/app-bars.ts";
import { deployModels } from "./models/deploy-models.ts";
import { writeKlines } from "./training/kline-folder.ts";
import { fetchPublishedModels } from "./training/published-models.ts";
import { retrainModels } from "./training/python.ts";

const USAGE = `npm run retrain -- --data FOLDER_OF_KLINES | --url APP [--current FOLDER | --published remote|local]
  [--out .train/retrained] [--publish remote|local] [--work .train]
Fits every model again, on all but the newest weeks, and asks it and the one that runs about those: a model takes the
place of the old one only if it is not worse there. OUT gets every file and the manifest. --published takes the running
models out of R2 (default: the project's own, models/); --publish puts the new ones there, the manifest last: apps see
them within a minute, without a deploy.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: "string" },
      url: { type: "string" },
      current: { type: "string", default: join(ROOT, "models") },
      published: { type: "string" },
      publish: { type: "string" },
      out: { type: "string", default: join(ROOT, ".train/retrained") },
      work: { type: "string", default: join(ROOT, ".train") },
      quick: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help || (values.data === undefined) === (values.url === undefined)) {
    console.log(USAGE);
    if (!values.help) process.exitCode = 1;
    return;
  }
  const [work, out] = [resolve(values.work), resolve(values.out)];
  const klines = values.url === undefined ? resolve(values.data ?? "") : join(work, "app-klines");
  if (values.url !== undefined) await writeAppKlines(values.url, klines);
  const current = values.published === undefined ? resolve(values.current) : join(work, "published");
  if (values.published !== undefined) await fetchPublishedModels(current, bucketOf(values.published));
  const dataset = join(work, "retrain-dataset");
  await command(process.execPath, "scripts/forecast-export.ts", "--data", klines, "--out", dataset);
  const flags = ["--dataset", dataset, "--current", current, "--out", out, "--work", work];
  const isNew = await retrainModels(values.quick ? [...flags, "--quick"] : flags);
  if (isNew && values.publish !== undefined) await deployModels(out, bucketOf(values.publish));
}

/** Every final bar that an app has, as kline files. */
async function writeAppKlines(url: string, folder: string): Promise<void> {
  for (const symbol of await appSymbols(url))
    for (const timeframe of MODEL_TIMEFRAMES)
      await writeKlines(folder, symbol, timeframe, await readAppBars(url, symbol, timeframe));
}

function bucketOf(text: string): "--remote" | "--local" {
  if (text !== "remote" && text !== "local") throw new Error(`There is no bucket ${text}: remote or local.`);
  return `--${text}`;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
