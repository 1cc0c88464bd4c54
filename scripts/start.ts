import { join } from "node:path";
import { firstKey } from "./app/admin-key.ts";
import { startLocalApp } from "./app/local-app.ts";

/** `npm start`: everything, locally. Variables and what is printed: docs/runbook.md. */
async function main(): Promise<void> {
  const local = await startLocalApp(process.env);
  const key = await firstKey(local.app, join(local.persistDir, "admin-key.json"));
  // At once, since it is stored now: a start that fails later would never show it.
  if (key !== undefined) console.log(`Admin API key (shown once, keep it): ${key}`);
  await local.startCron();
  console.log(`Market: ${local.market.description}`);
  console.log(`Wick is ready at ${local.app.url}`);
  const stop = async () => {
    await local.close();
    process.exit(0);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  process.once("SIGHUP", stop);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
