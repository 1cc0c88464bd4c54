import { buildWeb } from "./app/build.ts";
import { command } from "./app/command.ts";
import { deployModels } from "./models/deploy-models.ts";
import { MODEL_FOLDER } from "./models/model-folder.ts";

/** `npm run deploy`: the page, the migrations, the models, the Worker. Migrations only add, so the order is safe. */
try {
  await buildWeb();
  await command("wrangler", "d1", "migrations", "apply", "wick", "--remote");
  await deployModels(MODEL_FOLDER, "--remote");
  await command("wrangler", "deploy");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
