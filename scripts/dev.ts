import { buildWeb } from "./app/build.ts";
import { command } from "./app/command.ts";
import { deployModels } from "./models/deploy-models.ts";
import { MODEL_FOLDER } from "./models/model-folder.ts";

/** `npm run dev`: wrangler dev, which rebuilds the Worker on every change. Run `npx vite` beside it for the page. */
try {
  await buildWeb();
  await command("wrangler", "d1", "migrations", "apply", "wick", "--local");
  await deployModels(MODEL_FOLDER, "--local");
  const vars = ["ENVIRONMENT:development", "RATE_LIMIT_PER_MINUTE:0"].flatMap((text) => ["--var", text]);
  await command("wrangler", "dev", "--test-scheduled", ...vars);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
