import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import type { D1Like } from "../../app/app.ts";
import { bundleForWorkerd } from "../../app/build.ts";
import { applyMigrations } from "../../app/migrate.ts";
import { ROOT } from "../../app/root.ts";
import type { RunningWorker } from "./start.ts";

const OUT = join(ROOT, "dist/bench");

/** Starts `backfill-writer.ts` with a migrated D1 of its own. */
export async function startBackfillWriter(): Promise<RunningWorker> {
  await mkdir(OUT, { recursive: true });
  await bundleForWorkerd(join(import.meta.dirname, "backfill-writer.ts"), OUT);
  const { workerOptions } = unstable_getMiniflareWorkerOptions(join(ROOT, "wrangler.toml"));
  const { compatibilityDate, compatibilityFlags } = workerOptions;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      compatibilityDate,
      compatibilityFlags,
      d1Databases: { DB: "bench" },
      r2Buckets: { COLD: "bench" },
      name: "bench",
      host: "127.0.0.1",
      port: 0,
      log: new Log(LogLevel.WARN),
      cf: false,
      modules: [{ type: "ESModule", path: join(OUT, "backfill-writer.js") }],
      modulesRoot: OUT,
      unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
    } as never),
  );
  await miniflare.ready;
  await applyMigrations((await miniflare.getD1Database("DB")) as unknown as D1Like);
  const url = (await miniflare.unsafeGetDirectURL("bench")).origin;
  return { url, close: () => miniflare.dispose() };
}
